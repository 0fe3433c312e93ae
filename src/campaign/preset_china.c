/* Files for audiences of Tencent and ByteDance in China: one identifier a line, no heading.
 *
 * Tencent: "客户文件人群" (developers.e.qq.com/docs/audience_management/file) and custom_audience_files/add: HASH_MOBILE_PHONE is the MD5 of the 11
 * digits, SHA256_MOBILE_PHONE their SHA-256; HASH_IMEI the MD5 of 14 or 15 digits or small letters; HASH_IDFA the MD5 of capital letters with dashes;
 * HASH_OAID the MD5 of the device's text; a txt or csv file with a number a line.
 *
 * ByteDance (巨量引擎): audiences by file know 手机号-SHA256, 手机号-MD5, IMEI-MD5, IDFA-MD5, OAID-MD5 (types 14, 17, 11, 12, 16 of the marketing API's
 * audience upload), of the same 11 digits and device texts. */
#include <config.h>
#include "preset-private.h"

#include <glib/gi18n.h>

#define ONE_COLUMN(name, field, heading, normalise, hash) \
	static const SegPresetColumn name[] = { { field, heading, normalise, hash, TRUE, FALSE }, { 0 } }

ONE_COLUMN (phone_md5, SEG_PRESET_PHONE, "phone_md5", seg_normalise_phone_chinese, SEG_HASH_MD5);
ONE_COLUMN (phone_sha256, SEG_PRESET_PHONE, "phone_sha256", seg_normalise_phone_chinese, SEG_HASH_SHA256);
ONE_COLUMN (imei_md5, SEG_PRESET_IMEI, "imei_md5", seg_normalise_imei, SEG_HASH_MD5);
ONE_COLUMN (idfa_md5, SEG_PRESET_IDFA, "idfa_md5", seg_normalise_idfa, SEG_HASH_MD5);
ONE_COLUMN (oaid_md5, SEG_PRESET_OAID, "oaid_md5", seg_normalise_oaid, SEG_HASH_MD5);

#define TENCENT_RULE "developers.e.qq.com/docs/audience_management/file"
#define BYTEDANCE_RULE "open.oceanengine.com: audiences by file"

const SegPreset seg_preset_tencent_phone_md5 = { "tencent-phone-md5", N_("Tencent, telephone numbers (MD5)"), TENCENT_RULE, TRUE, TRUE, phone_md5 };
const SegPreset seg_preset_tencent_phone_sha256 = { "tencent-phone-sha256", N_("Tencent, telephone numbers (SHA-256)"), TENCENT_RULE, TRUE, TRUE, phone_sha256 };
const SegPreset seg_preset_tencent_imei = { "tencent-imei", N_("Tencent, Android devices by IMEI (MD5)"), TENCENT_RULE, TRUE, TRUE, imei_md5 };
const SegPreset seg_preset_tencent_oaid = { "tencent-oaid", N_("Tencent, Android devices by OAID (MD5)"), TENCENT_RULE, TRUE, TRUE, oaid_md5 };
const SegPreset seg_preset_tencent_idfa = { "tencent-idfa", N_("Tencent, Apple devices (MD5)"), TENCENT_RULE, TRUE, TRUE, idfa_md5 };
const SegPreset seg_preset_bytedance_phone_sha256 = { "bytedance-phone-sha256", N_("ByteDance, telephone numbers (SHA-256)"), BYTEDANCE_RULE, TRUE, TRUE, phone_sha256 };
const SegPreset seg_preset_bytedance_phone_md5 = { "bytedance-phone-md5", N_("ByteDance, telephone numbers (MD5)"), BYTEDANCE_RULE, TRUE, TRUE, phone_md5 };
const SegPreset seg_preset_bytedance_imei = { "bytedance-imei", N_("ByteDance, Android devices by IMEI (MD5)"), BYTEDANCE_RULE, TRUE, TRUE, imei_md5 };
const SegPreset seg_preset_bytedance_oaid = { "bytedance-oaid", N_("ByteDance, Android devices by OAID (MD5)"), BYTEDANCE_RULE, TRUE, TRUE, oaid_md5 };
const SegPreset seg_preset_bytedance_idfa = { "bytedance-idfa", N_("ByteDance, Apple devices (MD5)"), BYTEDANCE_RULE, TRUE, TRUE, idfa_md5 };
