package text

import "strings"

// Nearest returns the name that was most likely meant by word: one that begins with
// word, in any case, or else the one with the fewest typing errors, at most a third of
// its letters. It is "" if no name is near. Of equally near names it returns the first.
func Nearest(word string, names []string) string {
	const longest = 64 // bytes; a longer word is not a misspelt name
	word = strings.ToLower(word)
	if word == "" || len(word) > longest {
		return ""
	}
	best, bestErrors := "", 0
	for _, name := range names {
		lower := strings.ToLower(name)
		if len(word) > 2 && strings.HasPrefix(lower, word) {
			return name
		}
		n := typingErrors([]rune(word), []rune(lower))
		if limit := max(1, len([]rune(lower))/3); n <= limit && (best == "" || n < bestErrors) {
			best, bestErrors = name, n
		}
	}
	// One letter has nothing in common with a name it is one error away from.
	if len(word) == 1 && bestErrors > 0 {
		return ""
	}
	return best
}

// typingErrors counts the letters to insert, delete, replace or swap with
// their neighbour to turn a into b (the optimal string alignment distance).
func typingErrors(a, b []rune) int {
	var before, last []int // rows i-2 and i-1
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
