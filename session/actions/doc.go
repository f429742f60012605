// Package actions answers the requests for data that pages send: it decodes a
// request's arguments, asks the catalog, and encodes the result in the
// request's dialect. It is where a genomic value becomes a wire value:
// positions turn from 0-based half-open to 1-based inclusive in coords.go and
// nowhere else.
//
// [Actions.Answer] never fails. A page throws on anything but a well-formed answer, so a
// request that cannot be served is answered with no rows. The reason goes to the [Page],
// which informs the user and makes the page ask again once the request can be served.
//
// The size of an answer is bounded before it is made (budget.go). What exceeds the
// bound is left out, and the user is informed; a request holds [Page.Room] for the
// rest until its answer is written.
package actions
