// The conference, for the apps: nothing here brings livekit-client into a first load.

export { VideoControls, VideoNotices } from './controls';
export { type Checked, DevicePickers, LevelMeter, Preview, SpeakerTest, useDeviceCheck } from './devices';
export { stageNow, VideoGrid, VideoStrip } from './grid';
export { inOrder, sharing } from './order';
export { held, lostSince, ownSeat, type Seat, seats, type Standing, standing, wishes } from './state';
export { ScreenTile, VideoTile } from './tile';
export { joinVideo, leaveVideo, playSound, wish } from './video';
export { v } from './words';
