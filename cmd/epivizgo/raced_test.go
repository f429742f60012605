package main

// raced is whether the race detector watches, which takes memory and time of its own.
var raced bool
