/* The presets there are, for the table of preset.c. */
#ifndef SEG_PRESET_PRIVATE_H
#define SEG_PRESET_PRIVATE_H

#include <segscope/preset.h>

extern const SegPreset seg_preset_mailchimp, seg_preset_hubspot, seg_preset_klaviyo, seg_preset_meta, seg_preset_google, seg_preset_tiktok,
	seg_preset_tencent_phone_md5, seg_preset_tencent_phone_sha256, seg_preset_tencent_imei, seg_preset_tencent_oaid, seg_preset_tencent_idfa,
	seg_preset_bytedance_phone_sha256, seg_preset_bytedance_phone_md5, seg_preset_bytedance_imei, seg_preset_bytedance_oaid,
	seg_preset_bytedance_idfa;

#endif
