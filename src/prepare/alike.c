/* Users alike: one person with two accounts, found by telephone number, e-mail address, or name and date of birth, each brought
 * into one way of writing. */
#include <config.h>
#include "prepare-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <string.h>

#define PHONE_LEAST 7 /* digits */

/* One way of writing ------------------------------------------------------------------------------------------------------ */

/* Nearly all texts, by hand: Unicode's ways of writing take ten times as long. NULL when there is another character. */
static char *
plain_ascii (const char *text)
{
	char *plain = g_malloc (strlen (text) + 1), *end = plain;

	for (; *text != '\0' && (guchar) *text < 128; text++)
		if (!g_ascii_isspace (*text) && *text != '\v')
			*end++ = g_ascii_tolower (*text);
		else if (end > plain && end[-1] != ' ')
			*end++ = ' ';
	if (*text != '\0') {
		g_free (plain);
		return NULL;
	}
	end -= end > plain && end[-1] == ' ';
	*end = '\0';
	return plain;
}

static char *
non_empty (char *text)
{
	if (*text != '\0')
		return text;
	g_free (text);
	return NULL;
}

static char *
any_text (const char *text)
{
	g_autofree char *one_width = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE), *folded = NULL;
	char *end;

	if (one_width == NULL)
		return NULL;
	folded = g_utf8_casefold (one_width, -1);
	end = folded;
	for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at)) {
		gunichar character = g_utf8_get_char (at);

		if (!g_unichar_isspace (character))
			end += g_unichar_to_utf8 (character, end);
		else if (end > folded && end[-1] != ' ')
			*end++ = ' ';
	}
	if (end > folded && end[-1] == ' ')
		end--;
	*end = '\0';
	return *folded != '\0' ? g_steal_pointer (&folded) : NULL;
}

/* Letters of one width and case, one space between words, none at the ends. */
char *
seg_alike_text (const char *text)
{
	char *plain = plain_ascii (text);

	return plain != NULL ? non_empty (plain) : any_text (text);
}

/* In lower case; of Gmail without the dots and what follows a plus, which Gmail does not look at. */
char *
seg_alike_email (const char *text)
{
	g_autofree char *plain = seg_alike_text (text);
	char *at = plain != NULL ? strchr (plain, '@') : NULL, *end = plain;

	if (at == NULL || at == plain || at[1] == '\0' || strchr (at + 1, '@') != NULL)
		return NULL;
	if (strcmp (at, "@gmail.com") != 0 && strcmp (at, "@googlemail.com") != 0)
		return g_steal_pointer (&plain);
	for (const char *from = plain; from < at && *from != '+'; from++)
		if (*from != '.')
			*end++ = *from;
	*end = '\0';
	return g_strconcat (plain, "@gmail.com", NULL);
}

/* Its digits, without the country's code of China; one that is masked with stars is nobody's. */
char *
seg_alike_phone (const char *text)
{
	g_autofree char *one_width = g_str_is_ascii (text) ? g_strdup (text) : g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
	g_autoptr (GString) digits = g_string_new (NULL);

	for (const char *at = one_width != NULL ? one_width : ""; *at != '\0'; at++) {
		if (*at == '*' || *at == 'x' || *at == 'X')
			return NULL;
		if (g_ascii_isdigit (*at))
			g_string_append_c (digits, *at);
	}
	if (g_str_has_prefix (digits->str, "00"))
		g_string_erase (digits, 0, 2);
	if (digits->len == 13 && g_str_has_prefix (digits->str, "861"))
		g_string_erase (digits, 0, 2);
	if (digits->len < PHONE_LEAST || strspn (digits->str, (char[]) { digits->str[0], '\0' }) == digits->len) /* 0000000 */
		return NULL;
	return g_strdup (digits->str);
}

/* Which attributes tell ------------------------------------------------------------------------------------------------------ */

static gboolean
find_field (const GPtrArray *attributes, const char *field, guint *place)
{
	for (guint i = 0; i < attributes->len; i++)
		if (g_strcmp0 (((const SegAttribute *) attributes->pdata[i])->field, field) == 0) {
			*place = i;
			return TRUE;
		}
	return FALSE;
}

/* What two people of one name hardly share. */
static gboolean
find_other (const GPtrArray *attributes, guint *place)
{
	static const char *const words[] = { "birth", "dob", "生日", "出生", "address", "地址", "住址" };

	for (gsize w = 0; w < G_N_ELEMENTS (words); w++)
		for (guint i = 0; i < attributes->len; i++) {
			const SegAttribute *attribute = attributes->pdata[i];
			g_autofree char *label = g_utf8_strdown (attribute->label, -1);

			if (g_strcmp0 (attribute->field, "email") != 0 && strstr (label, words[w]) != NULL
			    && (attribute->type == SEG_TYPE_DATE || attribute->type == SEG_TYPE_TEXT)) {
				*place = i;
				return TRUE;
			}
		}
	return FALSE;
}

GArray *
seg_alike_new (const GPtrArray *attributes, guint n_workers, SegBudget *budget)
{
	static const SegTrait kinds[] = {
		{ "email", 0, G_MAXUINT, seg_alike_email, N_("%s users share an e-mail address with another user"),
		  N_("Most likely one person with two accounts: a campaign would write to them twice."),
		  N_("%s users have an e-mail address that more than 10 users share"), NULL },
		{ "phone", 0, G_MAXUINT, seg_alike_phone, N_("%s users share a telephone number with another user"),
		  N_("Most likely one person with two accounts: a campaign would call them twice."),
		  N_("%s users have a telephone number that more than 10 users share"), NULL },
		{ "name", 0, 0, seg_alike_text, N_("%s users share name and %s with another user"),
		  N_("Most likely one person with two accounts; look at them before you merge them."), NULL, NULL },
	};
	GArray *alikes = g_array_new (FALSE, FALSE, sizeof (SegTrait));

	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		SegTrait alike = kinds[i];

		if (!find_field (attributes, alike.field, &alike.attribute) || (alike.other == 0 && !find_other (attributes, &alike.other)))
			continue;
		alike.scan = seg_scan_new (NULL, n_workers, budget);
		alike.scan->keep = TRUE;
		g_array_append_val (alikes, alike);
	}
	return alikes;
}

void
seg_alike_free (GArray *alikes)
{
	for (guint i = 0; i < alikes->len; i++)
		seg_scan_free (g_array_index (alikes, SegTrait, i).scan);
	g_array_unref (alikes);
}

void
seg_alike_row (const GArray *alikes, guint worker, const SegRow *row, guint column)
{
	for (guint i = 0; i < alikes->len; i++) {
		const SegTrait *alike = &g_array_index (alikes, SegTrait, i);
		guint attribute = column++, other = alike->other != G_MAXUINT ? column++ : attribute;
		g_autofree char *key = NULL;
		guint64 hash = 0;

		if (alike->scan->done || seg_row_is_null (row, attribute) || seg_row_is_null (row, other))
			continue;
		key = alike->make (seg_row_text (row, attribute));
		if (key == NULL)
			continue;
		if (other != attribute)
			hash = seg_hash_text (0, seg_row_text (row, other));
		seg_scan_key (alike->scan, worker, seg_hash_text (hash, key));
	}
}

/* Findings -------------------------------------------------------------------------------------------------------------------- */

typedef struct {
	gint64 n_users, n_groups; /* of a few users each */
	gint64 n_shared;          /* users with a value that too many have */
} Groups;

static Groups
count_groups (const SegTally *tally)
{
	Groups groups = { 0 };

	for (gsize i = 0; i < tally->n; i++) {
		gint64 count = seg_tally_at (tally, i);

		groups.n_shared += count > SEG_ALIKE_MOST ? count : 0;
		groups.n_users += count > 1 && count <= SEG_ALIKE_MOST ? count : 0;
		groups.n_groups += count > 1 && count <= SEG_ALIKE_MOST;
	}
	return groups;
}

static void
say_alike (const SegTrait *trait, SegQualityReport *report, const Groups *groups, gint64 n_users)
{
	const SegColumnQuality *other = trait->other != G_MAXUINT ? report->columns->pdata[trait->other] : NULL;
	g_autofree char *shown = seg_format_integer (groups->n_users);
	SegFinding *finding;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
	finding = seg_quality_say (report, SEG_FINDING_ALIKE_USERS, SEG_FINDING_WARNING, "user", groups->n_users, n_users, _(trait->advice),
	                           _(trait->sentence), shown, other != NULL ? other->label : NULL);
#pragma GCC diagnostic pop
	seg_quality_of_column (finding, report->columns->pdata[trait->attribute]);
	finding->less = groups->n_users - groups->n_groups;
}

static void
say_shared (const SegTrait *trait, SegQualityReport *report, const Groups *groups, gint64 n_users)
{
	g_autofree char *shown = seg_format_integer (groups->n_shared);
	SegFinding *finding;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	finding = seg_quality_say (report, SEG_FINDING_STAND_IN, SEG_FINDING_WARNING, "user", groups->n_shared, n_users,
	                           _("Most likely a placeholder, or the shop's own: merging leaves such users alone. Correct them at the source."),
	                           _(trait->shared), shown);
#pragma GCC diagnostic pop
	seg_quality_of_column (finding, report->columns->pdata[trait->attribute]);
}

void
seg_alike_say (const GArray *alikes, SegQualityReport *report, gint64 n_users)
{
	for (guint i = 0; i < alikes->len; i++) {
		const SegTrait *trait = &g_array_index (alikes, SegTrait, i);
		Groups groups = count_groups (&trait->scan->tally);

		if (strcmp (trait->field, "email") == 0)
			report->n_repeated_users += groups.n_users;
		if (groups.n_users > 0)
			say_alike (trait, report, &groups, n_users);
		if (groups.n_shared > 0 && trait->shared != NULL)
			say_shared (trait, report, &groups, n_users);
	}
}
