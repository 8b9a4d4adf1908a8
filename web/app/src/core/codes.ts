import type { ByeCode, ErrorCode } from './protocol.gen';

/**
 * What can go wrong on this side of the line: no connection to send a command over, no answer from the server, an
 * answer that makes no sense, an upload that the user stopped.
 */
export type LocalCode = 'offline' | 'unreachable' | 'unexpected' | 'aborted';

/** Every reason for which something did not happen. `explain` of the locale has words for each. */
export type Code = ErrorCode | ByeCode | LocalCode;
