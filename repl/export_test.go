package repl

// Split is split for tests of package repl_test.
var Split = split
