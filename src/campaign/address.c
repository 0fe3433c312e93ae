/* Addresses are compared as hashes of 128 bits, so that what is kept of a million of them is small and of one size. */
#include <config.h>
#include "address-private.h"

#include <segscope/preset.h>

#include <string.h>

SegAddressKind
seg_address_kind (const char *channel)
{
	if (strcmp (channel, "email") == 0)
		return SEG_ADDRESS_EMAIL;
	return strcmp (channel, "sms") == 0 || strcmp (channel, "phone") == 0 ? SEG_ADDRESS_NUMBER : SEG_ADDRESS_TEXT;
}

/* A digit of any script: what is written outside of ASCII is not looked at closer. */
static gboolean
has_digit (const char *address)
{
	while (*address != '\0' && !g_ascii_isdigit (*address) && !(*address & 0x80))
		address++;
	return *address != '\0';
}

static gboolean
reaches (SegAddressKind kind, const char *address)
{
	const char *end = address != NULL ? address + strlen (address) : NULL, *at;

	while (address < end && g_ascii_isspace (*address))
		address++;
	while (address < end && g_ascii_isspace (end[-1]))
		end--;
	if (address == end)
		return FALSE;
	if (kind == SEG_ADDRESS_NUMBER)
		return has_digit (address);
	if (kind == SEG_ADDRESS_TEXT)
		return TRUE;
	at = end - address > 2 ? memchr (address + 1, '@', (gsize) (end - address) - 2) : NULL;
	return at != NULL;
}

gboolean
seg_address_reaches (const char *channel, const char *address)
{
	return reaches (seg_address_kind (channel), address);
}

/* Comparing -------------------------------------------------------------------------------------------------------------- */

/* What people put between digits. */
static gboolean
is_between_digits (char character)
{
	return character == ' ' || character == '-' || character == '(' || character == ')' || character == '.' || character == '\t';
}

static void
fold (const char *address, gboolean is_number, GString *folded)
{
	char *to;

	while (g_ascii_isspace (*address))
		address++;
	g_string_set_size (folded, strlen (address));
	to = folded->str;
	for (; *address != '\0'; address++)
		if (!is_number || !is_between_digits (*address))
			*to++ = *address >= 'A' && *address <= 'Z' ? (char) (*address + 'a' - 'A') : *address;
	while (to > folded->str && g_ascii_isspace (to[-1]))
		to--;
	g_string_truncate (folded, (gsize) (to - folded->str));
}

/* What is left of a number of mainland China: its 11 digits; of others all of it. */
static const char *
fold_number (const char *address, GString *folded)
{
	const char *digits;

	fold (address, TRUE, folded);
	digits = folded->str + (folded->str[0] == '+' ? 1 : g_str_has_prefix (folded->str, "00") ? 2 : 0);
	if (digits[strspn (digits, "0123456789")] != '\0') { /* written otherwise: full-width, with a slash */
		g_autofree char *as_is = g_strdup (folded->str);

		g_string_truncate (folded, 0);
		if (!seg_normalise_phone_chinese (address, NULL, folded))
			g_string_assign (folded, as_is);
		return folded->str;
	}
	if (folded->len - (gsize) (digits - folded->str) == 13 && digits[0] == '8' && digits[1] == '6')
		return digits[2] == '1' && digits[3] >= '3' ? digits + 2 : folded->str;
	return folded->str;
}

gboolean
seg_address_hash_kind (SegAddressKind kind, const char *address, GString *folded, XXH128_hash_t *hash)
{
	const char *text;

	if (!reaches (kind, address))
		return FALSE;
	if (kind == SEG_ADDRESS_NUMBER)
		text = fold_number (address, folded);
	else {
		fold (address, FALSE, folded);
		text = folded->str;
	}
	*hash = XXH3_128bits (text, strlen (text));
	return TRUE;
}

gboolean
seg_address_hash (const char *channel, const char *address, GString *folded, XXH128_hash_t *hash)
{
	return seg_address_hash_kind (seg_address_kind (channel), address, folded, hash);
}
