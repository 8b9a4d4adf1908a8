// Package minutes is the record of a meeting (biên bản): who was there from when to when, what was dealt with, who
// spoke, what was decided by which rule with which votes. It is given what happened as plain data and writes it as a page
// that prints on A4 in the form of Vietnamese administrative documents (Decree 30/2020/NĐ-CP, appendix I and form 1.11).
//
// # Invariants
//
//   - Everything that people wrote is text, never markup, and cannot change the direction of what stands around it.
//   - Times are shown in the zone of the meeting; numbers and dates in the form of the language.
//   - A result is shown with its base and rule, and with everything needed to add it up; a ballot that was not declared
//     shows no counts, a voided one shows its reason.
//   - Who chose what is told of declared rounds by name alone. Paper, secret rounds and elections have a certificate of
//     the count of their own, on a page of its own, for the tellers to sign.
//   - Of an opinion asked between meetings, silence is a category of its own and no vote.
//   - Receipts of voters are not in a record.
//   - The page holds no script and no style in itself.
package minutes
