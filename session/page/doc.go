// Package page is one connected page: what it was pushed and what it asks, how
// it is brought up to date, moved, and kept served in a way that suits its
// generation.
package page
