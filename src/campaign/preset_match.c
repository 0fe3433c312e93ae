/* Files for audiences of Meta, Google and TikTok: identifiers normalised, then SHA-256 in lower-case hex digits.
 *
 * Meta: "Customer information parameters" (developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters):
 * addresses trimmed and in lower case; numbers with country code, without symbols, letters and leading zeros; names in lower case without
 * punctuation; cities in lower case without punctuation and spaces; zip codes in lower case without spaces and dashes, of the US the first five
 * digits; countries as two small letters; birthdays as YYYYMMDD; f or m. All hashed.
 *
 * Google: "Format your customer data file" (support.google.com/google-ads/answer/7659867) and "Formatting guidelines for uploading hashed data"
 * (.../7476159): headings Email, Phone, First Name, Last Name, Country, Zip; lower case without blanks around and in addresses; no dots before
 * gmail.com and googlemail.com; numbers as E.164 with +; country and zip are not hashed. People are matched by name and address only where all four of First
 * Name, Last Name, Country and Zip are there; a file with some of them is refused, so they go into it together or not at all.
 *
 * TikTok: "List of supported IDs and formats for a customer file" (ads.tiktok.com/help): headings Email_SHA256, Phone_SHA256; addresses in lower case,
 * without dots before the @ and without + and what follows it; numbers as E.164 with +. */
#include <config.h>
#include "preset-private.h"

#include <glib/gi18n.h>

static const SegPresetColumn meta[] = {
	{ SEG_PRESET_EMAIL, "email", seg_normalise_email_lower, SEG_HASH_SHA256, TRUE, FALSE },
	{ SEG_PRESET_PHONE, "phone", seg_normalise_phone_digits, SEG_HASH_SHA256, TRUE, FALSE },
	{ SEG_PRESET_FIRST_NAME, "fn", seg_normalise_name_meta, SEG_HASH_SHA256, FALSE, FALSE },
	{ SEG_PRESET_LAST_NAME, "ln", seg_normalise_name_meta, SEG_HASH_SHA256, FALSE, FALSE },
	{ SEG_PRESET_ZIP, "zip", seg_normalise_zip_meta, SEG_HASH_SHA256, FALSE, FALSE },
	{ SEG_PRESET_CITY, "ct", seg_normalise_city_meta, SEG_HASH_SHA256, FALSE, FALSE },
	{ SEG_PRESET_COUNTRY, "country", seg_normalise_country_lower, SEG_HASH_SHA256, FALSE, FALSE },
	{ SEG_PRESET_BIRTHDAY, "dob", seg_normalise_date, SEG_HASH_SHA256, FALSE, FALSE },
	{ SEG_PRESET_GENDER, "gen", seg_normalise_gender, SEG_HASH_SHA256, FALSE, FALSE },
	{ 0 }
};

static const SegPresetColumn google[] = {
	{ SEG_PRESET_EMAIL, "Email", seg_normalise_email_google, SEG_HASH_SHA256, TRUE, FALSE },
	{ SEG_PRESET_PHONE, "Phone", seg_normalise_e164, SEG_HASH_SHA256, TRUE, FALSE },
	{ SEG_PRESET_FIRST_NAME, "First Name", seg_normalise_lower, SEG_HASH_SHA256, FALSE, TRUE },
	{ SEG_PRESET_LAST_NAME, "Last Name", seg_normalise_lower, SEG_HASH_SHA256, FALSE, TRUE },
	{ SEG_PRESET_COUNTRY, "Country", seg_normalise_country, SEG_HASH_NONE, FALSE, TRUE },
	{ SEG_PRESET_ZIP, "Zip", seg_normalise_text, SEG_HASH_NONE, FALSE, TRUE },
	{ 0 }
};

static const SegPresetColumn tiktok[] = {
	{ SEG_PRESET_EMAIL, "Email_SHA256", seg_normalise_email_tiktok, SEG_HASH_SHA256, TRUE, FALSE },
	{ SEG_PRESET_PHONE, "Phone_SHA256", seg_normalise_e164, SEG_HASH_SHA256, TRUE, FALSE },
	{ 0 }
};

#define META_RULE "developers.facebook.com/docs/marketing-api/conversions-api/parameters/customer-information-parameters"

const SegPreset seg_preset_meta = { "meta", N_("Meta custom audience"), META_RULE, FALSE, TRUE, meta };
const SegPreset seg_preset_google = { "google", N_("Google Customer Match"), "support.google.com/google-ads/answer/7659867", FALSE, TRUE, google };
const SegPreset seg_preset_tiktok = { "tiktok", N_("TikTok customer file (ByteDance)"), "ads.tiktok.com/help: list of supported IDs and formats for a customer file",
                                      FALSE, TRUE, tiktok };
