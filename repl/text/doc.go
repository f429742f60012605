// Package text writes things for people and programs: tables and columns that
// fit a terminal, numbers, places, the name that was most likely meant, the
// progress of a long load. It decides how they look, not where they go.
package text
