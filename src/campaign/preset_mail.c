/* Files for services that send: plain addresses.
 *
 * Mailchimp: "Format guidelines for your import file" (mailchimp.com/help/format-guidelines-for-your-import-file): headings Email Address, First
 * Name, Last Name, Phone Number; one address a row. HubSpot: "Set up your import files" (knowledge.hubspot.com): the e-mail address tells contacts
 * apart. Klaviyo: "How to import contacts" (help.klaviyo.com): Email, numbers as E.164. */
#include <config.h>
#include "preset-private.h"

#include <glib/gi18n.h>

/* A comma ends a tag there and names of segments often have one. */
static gboolean
normalise_tag (const char *text, const char *country, GString *out)
{
	(void) country;
	for (const char *at = text; *at != '\0'; at++)
		if (*at == ',')
			g_string_append (out, " /");
		else
			g_string_append_c (out, *at);
	return TRUE;
}

static const SegPresetColumn mailchimp[] = {
	{ SEG_PRESET_EMAIL, "Email Address", seg_normalise_email, SEG_HASH_NONE, TRUE, FALSE },
	{ SEG_PRESET_FIRST_NAME, "First Name", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_LAST_NAME, "Last Name", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_PHONE, "Phone Number", seg_normalise_e164, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_SEGMENT, "Tags", normalise_tag, SEG_HASH_NONE, FALSE, FALSE },
	{ 0 }
};

static const SegPresetColumn hubspot[] = {
	{ SEG_PRESET_EMAIL, "Email", seg_normalise_email, SEG_HASH_NONE, TRUE, FALSE },
	{ SEG_PRESET_FIRST_NAME, "First Name", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_LAST_NAME, "Last Name", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_PHONE, "Phone Number", seg_normalise_e164, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_CITY, "City", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_COUNTRY, "Country/Region", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_SEGMENT, "Segment", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ 0 }
};

static const SegPresetColumn klaviyo[] = {
	{ SEG_PRESET_EMAIL, "Email", seg_normalise_email, SEG_HASH_NONE, TRUE, FALSE },
	{ SEG_PRESET_FIRST_NAME, "First Name", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_LAST_NAME, "Last Name", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_PHONE, "Phone Number", seg_normalise_e164, SEG_HASH_NONE, TRUE, FALSE },
	{ SEG_PRESET_CITY, "City", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_COUNTRY, "Country", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ SEG_PRESET_SEGMENT, "Segment", seg_normalise_text, SEG_HASH_NONE, FALSE, FALSE },
	{ 0 }
};

const SegPreset seg_preset_mailchimp = { "mailchimp", N_("Mailchimp"), "mailchimp.com/help/format-guidelines-for-your-import-file", FALSE, FALSE, mailchimp };
const SegPreset seg_preset_hubspot = { "hubspot", N_("HubSpot"), "knowledge.hubspot.com/import-and-export/set-up-your-import-file", FALSE, FALSE, hubspot };
const SegPreset seg_preset_klaviyo = { "klaviyo", N_("Klaviyo"), "help.klaviyo.com: how to import contacts", FALSE, FALSE, klaviyo };
