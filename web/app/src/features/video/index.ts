// The conference, for the apps: nothing here brings livekit-client into a first load.

export { type Checked, useDeviceCheck } from './check';
export { VideoControls } from './controls';
export { DevicePickers, LevelMeter, Preview, SpeakerTest } from './devices';
export { stageNow, VideoGrid, VideoStrip, VideoTiles } from './grid';
export { VideoNotices } from './notices';
export { inOrder, sharing } from './order';
export { held, lostSince, ownSeat, type Seat, seats, type Standing, standing, wishes } from './state';
export { ScreenTile, VideoTile } from './tile';
export { joinVideo, keepVideo, leaveVideo, playSound, wish } from './video';
export { v } from './words';
