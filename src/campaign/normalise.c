/* Addresses, names and devices in the form in which services outside compare them. Where each form is published stands at the preset that asks
 * for it (preset_*.c). Phone numbers are in phone.c. */
#include <config.h>
#include <segscope/preset.h>

#include <stdio.h>
#include <string.h>

static char *
strip (const char *text)
{
	const char *end = text + strlen (text);

	while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
		text = g_utf8_next_char (text);
	while (end > text && g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (end))))
		end = g_utf8_prev_char (end);
	return g_strndup (text, (gsize) (end - text));
}

static char *
strip_lower (const char *text)
{
	g_autofree char *stripped = strip (text);

	return g_utf8_strdown (stripped, -1);
}

gboolean
seg_normalise_text (const char *text, const char *country, GString *out)
{
	g_autofree char *stripped = strip (text);

	(void) country;
	g_string_append (out, stripped);
	return TRUE;
}

gboolean
seg_normalise_lower (const char *text, const char *country, GString *out)
{
	g_autofree char *lower = strip_lower (text);

	(void) country;
	g_string_append (out, lower);
	return TRUE;
}

/* E-mail addresses -------------------------------------------------------------------------------------------------- */

static gboolean
is_domain (const char *domain)
{
	g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
	guint n = g_strv_length (labels);

	for (guint i = 0; i < n; i++) {
		gsize length = strlen (labels[i]);

		if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
			return FALSE;
		for (gsize c = 0; c < length; c++)
			if (!g_ascii_isalnum (labels[i][c]) && labels[i][c] != '-' && !(labels[i][c] & 0x80))
				return FALSE;
	}
	return n >= 2 && strspn (labels[n - 1], "0123456789") < strlen (labels[n - 1]);
}

/* What a mail server would take for the address of a person (RFC 5321, 4.1.2, without quoted local parts, which nobody has). */
static gboolean
is_address (const char *text)
{
	const char *at = strchr (text, '@');
	gsize local = at != NULL ? (gsize) (at - text) : 0;

	if (local == 0 || local > 64 || strlen (text) > 254 || strchr (at + 1, '@') != NULL || text[0] == '.' || text[local - 1] == '.'
	    || g_strstr_len (text, (gssize) local, "..") != NULL)
		return FALSE;
	for (gsize i = 0; i < local; i++)
		if (!g_ascii_isalnum (text[i]) && strchr (".!#$%&'*+/=?^_`{|}~-", text[i]) == NULL && !(text[i] & 0x80))
			return FALSE;
	return is_domain (at + 1);
}

gboolean
seg_normalise_email (const char *text, const char *country, GString *out)
{
	g_autofree char *stripped = strip (text);

	(void) country;
	g_string_append (out, stripped);
	return is_address (stripped);
}

gboolean
seg_normalise_email_lower (const char *text, const char *country, GString *out)
{
	g_autofree char *lower = strip_lower (text);

	(void) country;
	g_string_append (out, lower);
	return is_address (lower);
}

/* Takes the dots of the part before the @ out. */
static void
remove_dots (char *address)
{
	char *to = address;
	gboolean local = TRUE;

	for (const char *from = address; *from != '\0'; from++) {
		local = local && *from != '@';
		if (!local || *from != '.')
			*to++ = *from;
	}
	*to = '\0';
}

gboolean
seg_normalise_email_google (const char *text, const char *country, GString *out)
{
	g_autofree char *lower = strip_lower (text);
	g_auto (GStrv) parts = g_strsplit (lower, " ", -1);
	g_autofree char *joined = g_strjoinv ("", parts);

	(void) country;
	if (!is_address (joined))
		return FALSE;
	if (g_str_has_suffix (joined, "@gmail.com") || g_str_has_suffix (joined, "@googlemail.com"))
		remove_dots (joined);
	g_string_append (out, joined);
	return TRUE;
}

gboolean
seg_normalise_email_tiktok (const char *text, const char *country, GString *out)
{
	g_autofree char *lower = strip_lower (text);
	char *plus = strchr (lower, '+'), *at = strchr (lower, '@');

	(void) country;
	if (!is_address (lower))
		return FALSE;
	if (plus != NULL && plus < at)
		memmove (plus, at, strlen (at) + 1);
	remove_dots (lower);
	g_string_append (out, lower);
	return lower[0] != '@';
}

/* Names and places -------------------------------------------------------------------------------------------------- */

static gboolean
append_letters (const char *text, gboolean spaces, GString *out)
{
	g_autofree char *lower = strip_lower (text);

	for (const char *c = lower; *c != '\0'; c = g_utf8_next_char (c)) {
		gunichar character = g_utf8_get_char (c);

		if (g_unichar_isalnum (character) || g_unichar_ismark (character) || (spaces && character == ' '))
			g_string_append_unichar (out, character);
	}
	return TRUE;
}

gboolean
seg_normalise_name_meta (const char *text, const char *country, GString *out)
{
	(void) country;
	return append_letters (text, TRUE, out);
}

gboolean
seg_normalise_city_meta (const char *text, const char *country, GString *out)
{
	(void) country;
	return append_letters (text, FALSE, out);
}

gboolean
seg_normalise_zip_meta (const char *text, const char *country, GString *out)
{
	gsize before = out->len;

	append_letters (text, FALSE, out);
	if (g_strcmp0 (country, "US") == 0 && out->len - before > 5)
		g_string_truncate (out, before + 5);
	return TRUE;
}

gboolean
seg_normalise_country (const char *text, const char *country, GString *out)
{
	g_autofree char *stripped = strip (text);
	char code[3];

	(void) country;
	if (!seg_country_find (stripped, code))
		return FALSE;
	g_string_append (out, code);
	return TRUE;
}

gboolean
seg_normalise_country_lower (const char *text, const char *country, GString *out)
{
	gsize before = out->len;

	if (!seg_normalise_country (text, country, out))
		return FALSE;
	for (gsize i = before; i < out->len; i++)
		out->str[i] = g_ascii_tolower (out->str[i]);
	return TRUE;
}

gboolean
seg_normalise_gender (const char *text, const char *country, GString *out)
{
	static const struct { const char *word; char letter; } words[] = {
		{ "f", 'f' }, { "female", 'f' }, { "woman", 'f' }, { "女", 'f' }, { "女性", 'f' },
		{ "m", 'm' }, { "male", 'm' }, { "man", 'm' }, { "男", 'm' }, { "男性", 'm' },
	};
	g_autofree char *lower = strip_lower (text);

	(void) country;
	for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
		if (strcmp (words[i].word, lower) == 0) {
			g_string_append_c (out, words[i].letter);
			return TRUE;
		}
	return FALSE;
}

/* The value is of a column of dates and begins with year, month and day, as the program writes them. */
gboolean
seg_normalise_date (const char *text, const char *country, GString *out)
{
	int year, month, day, length = 0;

	(void) country;
	if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &length) != 3 || length != 10 || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
		return FALSE;
	g_string_append_printf (out, "%04d%02d%02d", year, month, day);
	return TRUE;
}

/* Devices ----------------------------------------------------------------------------------------------------------- */

gboolean
seg_normalise_imei (const char *text, const char *country, GString *out)
{
	g_autofree char *lower = strip_lower (text);
	gsize length = strlen (lower);

	(void) country;
	g_string_append (out, lower);
	return (length == 14 || length == 15) && strspn (lower, "0123456789abcdef") == length;
}

gboolean
seg_normalise_idfa (const char *text, const char *country, GString *out)
{
	g_autofree char *stripped = strip (text), *upper = g_ascii_strup (stripped, -1);
	gboolean none = strspn (upper, "0-") == strlen (upper); /* all zeros: the person has said no */

	(void) country;
	for (gsize i = 0; i < strlen (upper); i++)
		if (i == 8 || i == 13 || i == 18 || i == 23 ? upper[i] != '-' : !g_ascii_isxdigit (upper[i]))
			return FALSE;
	g_string_append (out, upper);
	return strlen (upper) == 36 && !none;
}

gboolean
seg_normalise_oaid (const char *text, const char *country, GString *out)
{
	g_autofree char *stripped = strip (text);

	(void) country;
	g_string_append (out, stripped);
	return strlen (stripped) >= 16 && strspn (stripped, "0-") < strlen (stripped);
}
