// Package repltest has doubles for testing the prompt without a browser and
// without a terminal: [Session], a small session in memory that behaves as the
// real one does, and [Console], which types given lines and keeps what is
// printed as the transcript that a person would see.
//
//	s := repltest.NewSession()
//	console := &repltest.Console{Lines: []string{"navigate chr1 1 100", ""}, Typed: true}
//	err := repl.Run(ctx, repl.NewEnv(s, repl.NewOutput(console)), console)
//	fmt.Print(console.Transcript())
package repltest
