// Package repltest has what tests of the prompt need: [Prompt], a prompt over a real
// session whose pages are connected in memory, and [Console], which types given lines
// and keeps what is printed as the transcript that a person would see.
//
//	console := &repltest.Console{Lines: []string{"navigate chr1 1 100", ""}, Typed: true}
//	p := repltest.Start(t, repltest.Setup{Console: console})
//	err := repl.Run(t.Context(), p.Env, console)
//	fmt.Print(console.Transcript())
//
// The pages are those of package sessiontest: they answer, refuse or keep silent as
// a test wants. Where time matters, a prompt is started in a bubble of package
// synctest.
package repltest
