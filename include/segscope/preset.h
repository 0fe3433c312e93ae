/* Files as other services want them: which columns, under which headings, normalised and hashed by which published rule. A family: a table of
 * columns in src/campaign/preset_*.c and a row in the table of preset.c. */
#ifndef SEGSCOPE_PRESET_H
#define SEGSCOPE_PRESET_H

#include <glib.h>

G_BEGIN_DECLS

/* What is known of a person, for services outside. */
typedef enum {
	SEG_PRESET_KEY, SEG_PRESET_EMAIL, SEG_PRESET_PHONE, SEG_PRESET_NAME, SEG_PRESET_FIRST_NAME, SEG_PRESET_LAST_NAME, SEG_PRESET_COUNTRY,
	SEG_PRESET_CITY, SEG_PRESET_ZIP, SEG_PRESET_GENDER, SEG_PRESET_BIRTHDAY, SEG_PRESET_IMEI, SEG_PRESET_IDFA, SEG_PRESET_OAID,
	SEG_PRESET_SEGMENT, SEG_PRESET_ARM,
	SEG_N_PRESET_FIELDS
} SegPresetField;

/** "email", "first_name": for options. */
const char *seg_preset_field_name (SegPresetField field);
/** "e-mail address", translated. */
const char *seg_preset_field_label (SegPresetField field);
/** FALSE with SEG_ERROR_USAGE: lists those there are. */
gboolean    seg_preset_field_find (const char *name, SegPresetField *field, GError **error);
/** The names (in any case) that columns with it often have, NULL-terminated. */
const char *const *seg_preset_field_guesses (SegPresetField field);

/* What is done to a value before it is hashed or written. Each gives FALSE for a value that is none (no e-mail address, a number without a
 * country code), and appends to @out. @country: ISO 3166-1 alpha-2 in capitals, of people whose numbers do not say; may be NULL. */
typedef gboolean (*SegNormalise) (const char *text, const char *country, GString *out);

gboolean seg_normalise_text (const char *text, const char *country, GString *out);  /* blanks at the ends off */
gboolean seg_normalise_email (const char *text, const char *country, GString *out); /* the same; must be an address */
gboolean seg_normalise_email_lower (const char *text, const char *country, GString *out);
/** Google: also no blanks, and no dots before @gmail.com and @googlemail.com. */
gboolean seg_normalise_email_google (const char *text, const char *country, GString *out);
/** TikTok: lower case, without dots before the @ and without + and what follows it. */
gboolean seg_normalise_email_tiktok (const char *text, const char *country, GString *out);
gboolean seg_normalise_e164 (const char *text, const char *country, GString *out);          /* +8613800000000 */
gboolean seg_normalise_phone_digits (const char *text, const char *country, GString *out);  /* the same without + */
gboolean seg_normalise_phone_chinese (const char *text, const char *country, GString *out); /* 13800000000; others are refused */
gboolean seg_normalise_lower (const char *text, const char *country, GString *out);         /* lower case, blanks at the ends off */
/** Meta's names and cities: lower case, no punctuation; letters of any script, spaces within (names) or none (cities). */
gboolean seg_normalise_name_meta (const char *text, const char *country, GString *out);
gboolean seg_normalise_city_meta (const char *text, const char *country, GString *out);
gboolean seg_normalise_zip_meta (const char *text, const char *country, GString *out);  /* lower case, no blanks and dashes; US: 5 digits */
gboolean seg_normalise_country (const char *text, const char *country, GString *out);       /* "CN"; also of names of countries */
gboolean seg_normalise_country_lower (const char *text, const char *country, GString *out); /* "cn" */
gboolean seg_normalise_gender (const char *text, const char *country, GString *out);        /* "f" or "m" */
gboolean seg_normalise_date (const char *text, const char *country, GString *out);          /* 2024-03-05... as 20240305 */
gboolean seg_normalise_imei (const char *text, const char *country, GString *out); /* 14 or 15 digits or small hex digits */
gboolean seg_normalise_idfa (const char *text, const char *country, GString *out); /* capital hex digits, 8-4-4-4-12 */
gboolean seg_normalise_oaid (const char *text, const char *country, GString *out); /* as it is, blanks off */

/** FALSE: not the code or name of a country that is known here; @code: (out) "CN". */
gboolean seg_country_find (const char *text, char code[3]);

typedef enum { SEG_HASH_NONE, SEG_HASH_SHA256, SEG_HASH_MD5 } SegHash;

typedef struct {
	SegPresetField field;
	const char  *heading;
	SegNormalise normalise; /* NULL: as text */
	SegHash      hash;      /* lower-case hex digits */
	gboolean     identifies;/* a person none of whose identifying columns has a value is left out */
	gboolean     together;  /* in the file only where all such columns are */
} SegPresetColumn;

typedef struct {
	const char *name;      /* "meta", for options */
	const char *label;     /* "Meta custom audience"; translatable */
	const char *source;    /* where the rule is published */
	gboolean    without_heading;
	gboolean    is_hashed; /* what leaves are hashes */
	const SegPresetColumn *columns; /* heading NULL behind the last */
} SegPreset;

/** The presets there are; NULL behind the last. */
const SegPreset *seg_preset (guint number);
/** NULL with SEG_ERROR_USAGE: lists those there are. */
const SegPreset *seg_preset_find (const char *name, GError **error);

/** The value of @column for the raw @text: normalised and hashed, into @out (emptied first). FALSE: @text is not empty and no valid value.
 * An empty text gives an empty value. */
gboolean seg_preset_value (const SegPresetColumn *column, const char *text, const char *country, GString *out);

G_END_DECLS

#endif
