import { forgetSession } from '../../core/keep';
import { baseOf } from '../../core/session';
import { destination } from './address';

/** Goes into a session that was just given. What this device kept under its prefix was somebody's before. */
export async function goInto(goto: string, next?: string): Promise<void> {
  await forgetSession(baseOf(goto));
  location.replace(destination(goto, next));
}
