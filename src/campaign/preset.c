/* The presets and fields there are, and the value of a field in the form that a preset asks for. */
#include <config.h>
#include "preset-private.h"

#include <segscope/digest.h>
#include <segscope/error.h>

#include <glib/gi18n.h>
#include <string.h>

static const SegPreset *const presets[] = {
	&seg_preset_mailchimp, &seg_preset_hubspot, &seg_preset_klaviyo, &seg_preset_meta, &seg_preset_google, &seg_preset_tiktok,
	&seg_preset_tencent_phone_md5, &seg_preset_tencent_phone_sha256, &seg_preset_tencent_imei, &seg_preset_tencent_oaid, &seg_preset_tencent_idfa,
	&seg_preset_bytedance_phone_sha256, &seg_preset_bytedance_phone_md5, &seg_preset_bytedance_imei, &seg_preset_bytedance_oaid,
	&seg_preset_bytedance_idfa,
};

#define GUESSES(...) (const char *const[]) { __VA_ARGS__, NULL }

static const struct {
	const char *name, *label;
	const char *const *guesses;
} fields[SEG_N_PRESET_FIELDS] = {
	[SEG_PRESET_KEY] = { "key", N_("the user's key"), GUESSES ("key") },
	[SEG_PRESET_EMAIL] = { "email", N_("e-mail address"), GUESSES ("email", "e-mail", "mail", "email address", "邮箱", "电子邮箱", "电子邮件") },
	[SEG_PRESET_PHONE] = { "phone", N_("telephone number"), GUESSES ("phone", "mobile", "phone number", "telephone", "tel", "手机", "手机号", "手机号码", "电话") },
	[SEG_PRESET_NAME] = { "name", N_("name"), GUESSES ("name", "full name", "姓名") },
	[SEG_PRESET_FIRST_NAME] = { "first_name", N_("first name"), GUESSES ("first_name", "first name", "firstname", "given name", "given_name", "名") },
	[SEG_PRESET_LAST_NAME] = { "last_name", N_("last name"), GUESSES ("last_name", "last name", "lastname", "surname", "family name", "family_name", "姓") },
	[SEG_PRESET_COUNTRY] = { "country", N_("country"), GUESSES ("country", "country_code", "country code", "国家") },
	[SEG_PRESET_CITY] = { "city", N_("city"), GUESSES ("city", "town", "城市") },
	[SEG_PRESET_ZIP] = { "zip", N_("postal code"), GUESSES ("zip", "zipcode", "zip_code", "zip code", "postcode", "postal_code", "postal code", "邮编") },
	[SEG_PRESET_GENDER] = { "gender", N_("gender"), GUESSES ("gender", "sex", "性别") },
	[SEG_PRESET_BIRTHDAY] = { "birthday", N_("date of birth"), GUESSES ("birthday", "birthdate", "birth_date", "date_of_birth", "dob", "生日", "出生日期") },
	[SEG_PRESET_IMEI] = { "imei", N_("IMEI of the device"), GUESSES ("imei") },
	[SEG_PRESET_IDFA] = { "idfa", N_("IDFA of the device"), GUESSES ("idfa") },
	[SEG_PRESET_OAID] = { "oaid", N_("OAID of the device"), GUESSES ("oaid") },
	[SEG_PRESET_SEGMENT] = { "segment", N_("segment"), GUESSES ("segment") },
	[SEG_PRESET_ARM] = { "arm", N_("arm"), GUESSES ("arm") },
};

const char *
seg_preset_field_name (SegPresetField field)
{
	return fields[field].name;
}

const char *
seg_preset_field_label (SegPresetField field)
{
	return _(fields[field].label);
}

const char *const *
seg_preset_field_guesses (SegPresetField field)
{
	return fields[field].guesses;
}

gboolean
seg_preset_field_find (const char *name, SegPresetField *field, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (guint i = 0; i < SEG_N_PRESET_FIELDS; i++) {
		if (strcmp (fields[i].name, name) == 0) {
			*field = (SegPresetField) i;
			return TRUE;
		}
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", fields[i].name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no field \"%s\"; there are: %s"), name, names->str);
	return FALSE;
}

const SegPreset *
seg_preset (guint number)
{
	return number < G_N_ELEMENTS (presets) ? presets[number] : NULL;
}

const SegPreset *
seg_preset_find (const char *name, GError **error)
{
	g_autoptr (GString) names = g_string_new (NULL);

	for (gsize i = 0; i < G_N_ELEMENTS (presets); i++) {
		if (strcmp (presets[i]->name, name) == 0)
			return presets[i];
		g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", presets[i]->name);
	}
	g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("There is no preset \"%s\"; there are: %s"), name, names->str);
	return NULL;
}

gboolean
seg_preset_value (const SegPresetColumn *column, const char *text, const char *country, GString *out)
{
	char digest[SEG_DIGEST_TEXT_SIZE];

	g_string_truncate (out, 0);
	if (text == NULL || strspn (text, " \t\r\n") == strlen (text))
		return TRUE;
	if (!(column->normalise != NULL ? column->normalise : seg_normalise_text) (text, country, out)) {
		g_string_truncate (out, 0);
		return FALSE;
	}
	if (column->hash == SEG_HASH_NONE || out->len == 0)
		return TRUE;
	if (column->hash == SEG_HASH_MD5) {
		g_autofree char *md5 = g_compute_checksum_for_data (G_CHECKSUM_MD5, (const guchar *) out->str, out->len);

		g_string_assign (out, md5);
		return TRUE;
	}
	seg_digest_of (out->str, out->len, digest);
	g_string_assign (out, digest);
	return TRUE;
}
