// What the chair needs later than the first screen, in one part: each further part costs the first load some bytes.
export { PeoplePanel } from '../../features/desk/people-panel';
export { SubstituteStrip } from '../../features/substitute/strip';
export { OpenDialog, PauseDialog } from './opening';
