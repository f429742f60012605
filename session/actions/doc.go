// Package actions answers the requests for data that pages send: it decodes a
// request's arguments, asks the catalog, and encodes the result in the
// request's dialect. It is where a genomic value becomes a wire value:
// positions turn from 0-based half-open to 1-based inclusive in coords.go and
// nowhere else.
//
// [Actions.Answer] never fails. A page that gets anything else than a
// well-formed answer throws, so a request that cannot be served is answered
// with no rows, and the reason goes to the [Page], which tells the user and
// sees to it that the page asks again once it can be served.
//
// No answer is made before it is known what it takes at most (budget.go). What
// would take more is left out of it, which the user is told; a request holds
// [Page.Room] for the rest until its answer is written.
package actions
