import type { ByeCode, ErrorCode } from './protocol.gen';

/**
 * What can go wrong on this side of the line: no connection to send a command over, no answer from the server, an
 * answer that makes no sense, an upload that the user stopped.
 */
export type LocalCode = 'offline' | 'unreachable' | 'unexpected' | 'aborted';

/** What the HTTP API refuses with, besides the codes of rooms and papers; see web/api.md. */
export type WebCode =
  | 'cross_origin'
  | 'document_not_pdf'
  | 'document_too_large'
  | 'invite_expired'
  | 'invite_unknown'
  | 'invite_used'
  | 'media_off'
  | 'media_type'
  | 'method_not_allowed'
  | 'request_invalid'
  | 'request_too_large'
  | 'too_fast'
  | 'too_many_attempts'
  | 'upload_cut_off';

/** Every reason for which something did not happen. `explain` of the locale has words for each. */
export type Code = ErrorCode | ByeCode | WebCode | LocalCode;
