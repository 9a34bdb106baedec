import { defaultPresets, type Presets } from '@safelight/core';

/** What the service makes of every image: `1024` and `800` pixels wide. Put your own here. */
export const presets: Presets = defaultPresets;
