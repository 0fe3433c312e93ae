/* One definition of an own feature: its parts, and what it says in words. */
#include <config.h>
#include "own-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

static const struct { const char *name, *words; } measures[SEG_N_OWN_MEASURES] = {
	[SEG_OWN_COUNT] = { "count", N_("number of events") }, [SEG_OWN_SUM] = { "sum", N_("sum of") },
	[SEG_OWN_MEAN] = { "mean", N_("mean of") }, [SEG_OWN_MINIMUM] = { "min", N_("smallest") },
	[SEG_OWN_MAXIMUM] = { "max", N_("largest") }, [SEG_OWN_LAST] = { "last", N_("last") },
	[SEG_OWN_DISTINCT] = { "distinct", N_("number of different") },
};

const char *
seg_own_measure_name (SegOwnMeasure measure)
{
	return measures[measure].name;
}

const char *
seg_own_measure_words (SegOwnMeasure measure)
{
	return _(measures[measure].words);
}

gboolean
seg_own_measure_parse (const char *name, SegOwnMeasure *measure)
{
	for (guint i = 0; i < SEG_N_OWN_MEASURES; i++)
		if (g_strcmp0 (measures[i].name, name) == 0) {
			*measure = (SegOwnMeasure) i;
			return TRUE;
		}
	return FALSE;
}

SegOwnFeature *
seg_own_feature_new (const char *name)
{
	SegOwnFeature *own = g_new0 (SegOwnFeature, 1);

	own->name = g_strdup (name);
	own->scaling = SEG_SCALING_LOG;
	own->fill = SEG_FILL_ZERO;
	own->first_day = own->last_day = SEG_OWN_NO_DAY;
	return own;
}

SegOwnFeature *
seg_own_feature_copy (const SegOwnFeature *own)
{
	SegOwnFeature *copy = g_memdup2 (own, sizeof *own);

	copy->name = g_strdup (own->name);
	copy->label = g_strdup (own->label);
	copy->meaning = g_strdup (own->meaning);
	copy->unit = g_strdup (own->unit);
	copy->expression = g_strdup (own->expression);
	copy->measured = g_strdup (own->measured);
	copy->event_kind = g_strdup (own->event_kind);
	copy->filter = g_strdup (own->filter);
	copy->fault = g_strdup (own->fault);
	copy->digest = g_strdup (own->digest);
	copy->uses = own->uses != NULL ? g_ptr_array_copy (own->uses, (GCopyFunc) (void (*) (void)) g_strdup, NULL) : NULL;
	return copy;
}

void
seg_own_feature_free (SegOwnFeature *own)
{
	if (own == NULL)
		return;
	g_free (own->name);
	g_free (own->label);
	g_free (own->meaning);
	g_free (own->unit);
	g_free (own->expression);
	g_free (own->measured);
	g_free (own->event_kind);
	g_free (own->filter);
	g_free (own->fault);
	g_free (own->digest);
	g_clear_pointer (&own->uses, g_ptr_array_unref);
	g_free (own);
}

/* Whether everybody has a value. */
static gboolean
is_total (const SegOwnFeature *own)
{
	return own->expression == NULL
	       && (own->measure == SEG_OWN_COUNT || own->measure == SEG_OWN_SUM || own->measure == SEG_OWN_DISTINCT);
}

void
seg_own_feature_suit (SegOwnFeature *own)
{
	own->scaling = is_total (own) ? SEG_SCALING_LOG : SEG_SCALING_Z_SCORE;
	own->fill = is_total (own) ? SEG_FILL_ZERO : SEG_FILL_MEDIAN;
}

const SegOwnFeature *
seg_own_feature_find (const GPtrArray *owns, const char *name)
{
	for (guint i = 0; i < owns->len; i++)
		if (g_ascii_strcasecmp (((const SegOwnFeature *) owns->pdata[i])->name, name) == 0)
			return owns->pdata[i];
	return NULL;
}

/* In words ------------------------------------------------------------------------------------------------------------ */

static void
say_window (const SegOwnFeature *own, GString *words)
{
	g_autofree char *first = own->first_day != SEG_OWN_NO_DAY ? seg_format_date (own->first_day) : NULL;
	g_autofree char *last = own->last_day != SEG_OWN_NO_DAY ? seg_format_date (own->last_day) : NULL;

	if (own->last_days == 1)
		g_string_append (words, _(", on the as-of day"));
	else if (own->last_days > 1)
		g_string_append_printf (words, _(", in the %" PRId64 " days that end with the as-of day"), own->last_days);
	if (first != NULL && last != NULL)
		g_string_append_printf (words, _(", from %s to %s"), first, last);
	else if (first != NULL)
		g_string_append_printf (words, _(", from %s on"), first);
	else if (last != NULL)
		g_string_append_printf (words, _(", up to %s"), last);
}

char *
seg_own_feature_words (const SegOwnFeature *own)
{
	GString *words;

	if (own->expression != NULL)
		return g_strdup (own->expression);
	words = g_string_new (seg_own_measure_words (own->measure));
	if (own->measure != SEG_OWN_COUNT)
		g_string_append_printf (words, " %s", own->measured != NULL ? own->measured : "…");
	if (own->event_kind != NULL)
		g_string_append_printf (words, _(", events of the kind “%s”"), own->event_kind);
	if (own->filter != NULL)
		g_string_append_printf (words, _(", where %s"), own->filter);
	say_window (own, words);
	return g_string_free (words, FALSE);
}

static gboolean
is_given (const char *text)
{
	return text != NULL && *text != '\0';
}

char *
seg_own_feature_label (const SegOwnFeature *own)
{
	char *label;

	if (is_given (own->label))
		return g_strdup (own->label);
	label = g_strdelimit (g_strdup (own->name), "_", ' ');
	label[0] = g_ascii_toupper (label[0]);
	return label;
}

char *
seg_own_feature_unit (const SegOwnFeature *own)
{
	static const struct { const char *measured, *unit; } units[] = {
		{ "amount", NC_("unit", "money") }, { "seconds", NC_("unit", "seconds") }, { "days_ago", NC_("unit", "days") }, { "rating", NC_("unit", "stars") },
	};

	if (own->unit != NULL)
		return g_strdup (own->unit);
	if (own->expression == NULL && own->measure == SEG_OWN_COUNT)
		return g_strdup (C_("unit", "events"));
	for (gsize i = 0; own->expression == NULL && own->measure != SEG_OWN_DISTINCT && i < G_N_ELEMENTS (units); i++)
		if (g_strcmp0 (units[i].measured, own->measured) == 0)
			return g_strdup (g_dpgettext2 (NULL, "unit", units[i].unit));
	return g_strdup ("");
}

/* Digests ------------------------------------------------------------------------------------------------------------- */

/* Divisions of whole numbers yielded whole numbers once: values by such definitions are of another day. */
static const char *
division_mark (const char *text)
{
	return text != NULL && strchr (text, '/') != NULL ? "\nfractions" : "";
}

static void take_digest (const GPtrArray *owns, SegOwnFeature *own, GHashTable *being_taken);

/* The text of the formula with digests instead of names. One that is made of itself is never computed: any digest does. */
static char *
formula_text (const GPtrArray *owns, const SegOwnFeature *own, GHashTable *being_taken)
{
	char *text = g_strdup (own->expression);

	for (guint i = 0; i < owns->len; i++) {
		SegOwnFeature *other = owns->pdata[i];
		g_autofree char *before = NULL;

		if (g_hash_table_contains (being_taken, other) || !seg_expression_mentions (own->expression, other->name, "user"))
			continue;
		if (other->digest == NULL)
			take_digest (owns, other, being_taken);
		before = text;
		text = seg_expression_replace (before, other->name, "user", other->digest);
	}
	return text;
}

static char *
figure_text (const SegOwnFeature *own)
{
	return g_strdup_printf ("%s\n%s\n%s%s\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT, seg_own_measure_name (own->measure),
	                        own->measured != NULL ? own->measured : "", own->event_kind != NULL ? "=" : "",
	                        own->event_kind != NULL ? own->event_kind : "", own->filter != NULL ? own->filter : "", own->last_days, own->first_day,
	                        own->last_day);
}

static void
take_digest (const GPtrArray *owns, SegOwnFeature *own, GHashTable *being_taken)
{
	g_autofree char *text = NULL, *definition = NULL;

	g_hash_table_add (being_taken, own);
	definition = own->expression != NULL ? formula_text (owns, own, being_taken) : figure_text (own);
	text = g_strconcat (definition, division_mark (own->expression != NULL ? own->expression : own->filter), NULL);
	g_free (own->digest);
	own->digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
	g_hash_table_remove (being_taken, own);
}

void
seg_own_digests (GPtrArray *owns)
{
	g_autoptr (GHashTable) being_taken = g_hash_table_new (NULL, NULL);

	for (guint i = 0; i < owns->len; i++)
		g_clear_pointer (&((SegOwnFeature *) owns->pdata[i])->digest, g_free);
	for (guint i = 0; i < owns->len; i++)
		if (((SegOwnFeature *) owns->pdata[i])->digest == NULL)
			take_digest (owns, owns->pdata[i], being_taken);
}
