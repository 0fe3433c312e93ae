/* How the Features screen looks: what is counted and chosen in words, remarks, the list, and the feature under the cursor. */
#include <config.h>
#include "chart-view.h"
#include "features.h"

#include <segscope/figure.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SIDE_BY_SIDE 150 /* columns from which the feature stands beside the list */
#define DETAIL_WIDTH 60  /* then */
#define LEAST_LIST 7     /* lines; the feature under the cursor has what is left */
#define MOST_NAMES 3     /* in a remark; then "and 4 more" */
#define DAY (24 * 60 * 60)

/* Remarks ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_constant (const SegFeatureTable *table, const SegFeatureRow *row)
{
	(void) table;
	return row->chosen && row->statistics != NULL && row->statistics->constant;
}

/* The feature of which @row is one of several chosen that say the same. */
static const char *
what_it_says (const SegFeatureRow *row)
{
	return row->statistics == NULL ? NULL : row->statistics->same_as != NULL ? row->statistics->same_as : row->feature->name;
}

static gboolean
is_repeated (const SegFeatureTable *table, const SegFeatureRow *row)
{
	if (!row->chosen || what_it_says (row) == NULL || row->statistics->constant)
		return FALSE;
	for (gsize i = 0; i < table->n_rows; i++)
		if (&table->rows[i] != row && table->rows[i].chosen && g_strcmp0 (what_it_says (&table->rows[i]), what_it_says (row)) == 0)
			return TRUE;
	return FALSE;
}

static gboolean
is_not_built (const SegFeatureTable *table, const SegFeatureRow *row)
{
	return row->chosen && row->statistics == NULL && table->statistics != NULL; /* else figures are still to come */
}

/* The labels of the rows that @applies to: "A, B, C and 4 more"; NULL: none. */
static char *
name_rows (const SegFeatureTable *table, gboolean (*applies) (const SegFeatureTable *table, const SegFeatureRow *row))
{
	g_autoptr (GString) names = g_string_new (NULL);
	guint n = 0;

	for (gsize i = 0; i < table->n_rows; i++)
		if (applies (table, &table->rows[i]) && n++ < MOST_NAMES)
			g_string_append_printf (names, "%s%s", names->len > 0 ? _(", ") : "", table->rows[i].feature->label);
	if (n > MOST_NAMES)
		g_string_append_printf (names, _(" and %u more"), n - MOST_NAMES);
	return n > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

static int
draw_remark (SegCells *cells, SegRect rect, int y, SegInk ink, const char *format, const char *names)
{
	g_autofree char *text = names != NULL ? g_strdup_printf (format, names) : g_strdup (format);

	seg_draw_text (cells, rect, 0, y, ink, "!");
	return seg_draw_paragraph (cells, rect, 2, y, ink, text);
}

static int
draw_remarks (const SegFeatureTable *table, SegCells *cells, SegRect rect, int y)
{
	static const struct {
		gboolean (*applies) (const SegFeatureTable *table, const SegFeatureRow *row);
		const char *format;
	} kinds[] = {
		{ is_constant, N_("The same for everyone, so of no use: %s. Leave out with space.") },
		{ is_repeated, N_("These say the same thing more than once: %s. Keep one of them.") },
		{ is_not_built, N_("Not computed yet: %s. Press b.") },
	};
	int from = y;

	if (table->set->stale)
		y += draw_remark (cells, rect, y, SEG_INK_WARNING, _("The data have changed since these figures were computed. Press b to compute them again."), NULL);
	if (table->set->as_of > g_get_real_time () / G_USEC_PER_SEC + DAY)
		y += draw_remark (cells, rect, y, SEG_INK_WARNING,
		                  table->set->as_of_given ? _("This day lies in the future: everybody counts as absent until then. a chooses another.")
		                                          : _("The last event lies in the future. If that is a mistake, choose the day with a."), NULL);
	if (table->first_event_at != 0 && table->set->as_of < table->first_event_at) {
		g_autofree char *first = seg_format_date (table->first_event_at);

		y += draw_remark (cells, rect, y, SEG_INK_WARNING, _("By this day nothing had happened yet: the first event is of %s. a chooses another day."), first);
	}
	if (seg_feature_table_n_chosen (table) == 0)
		y += draw_remark (cells, rect, y, SEG_INK_BAD, _("Nothing is chosen. Press space to choose, or p for the features proposed."), NULL);
	if (table->lost != NULL)
		y += draw_remark (cells, rect, y, SEG_INK_WARNING, _("Chosen, but no longer in the data: %s. The next change of the choice leaves them out."), table->lost);
	for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
		g_autofree char *names = name_rows (table, kinds[i].applies);

		if (names != NULL)
			y += draw_remark (cells, rect, y, SEG_INK_WARNING, _(kinds[i].format), names);
	}
	return y - from;
}

static gboolean
has_behaviour (const SegFeatureTable *table)
{
	for (gsize i = 0; i < table->n_rows; i++)
		if (!table->rows[i].feature->is_attribute)
			return TRUE;
	return FALSE;
}

/* Who of the workspace is not in the set: people in no users file, and those who came after the day. */
static void
say_left_out (const SegFeatureTable *table, GString *text)
{
	gint64 missing = MAX (table->n_known - table->set->n_users, 0);
	gint64 unlisted = table->set->only_listed ? CLAMP (table->n_known - table->n_listed, 0, missing) : 0;
	g_autofree char *others = seg_format_integer (unlisted), *later = seg_format_integer (missing - unlisted);

	if (unlisted > 0)
		g_string_append_printf (text, ngettext ("%s more did something but is in no users file, so is left out (u takes everyone). ",
		                                        "%s more did something but are in no users file, so they are left out (u takes everyone). ", (gulong) unlisted), others);
	if (missing > unlisted)
		g_string_append_printf (text, ngettext ("%s was not known yet. ", "%s were not known yet. ", (gulong) (missing - unlisted)), later);
}

static int
draw_words (const SegFeatureTable *table, SegCells *cells, SegRect rect)
{
	guint n_chosen = seg_feature_table_n_chosen (table);
	gsize n_columns = seg_feature_table_n_columns (table);
	g_autofree char *users = seg_format_counted (table->set->n_users, "%s user", "%s users"), *day = seg_format_date (table->set->as_of_local);
	g_autoptr (GString) text = g_string_new (NULL);
	int y;

	if (!has_behaviour (table))
		g_string_append_printf (text, _("%s. "), users); /* the day makes no difference */
	else
		g_string_append_printf (text, table->set->as_of_given ? _("%s, as of the end of %s, a day named by hand. ")
		                        : _("%s, as of the end of %s. "), users, day);
	say_left_out (table, text);
	if (table->set->everyone)
		g_string_append (text, _("People who are in no users file count too. "));
	if (table->clock_offset != 0) {
		g_autofree char *clock = seg_clock_format (table->clock_offset);

		g_string_append_printf (text, _("Hours and days are those of %s. "), clock);
	}
	g_string_append_printf (text, ngettext ("%u of %zu features is chosen", "%u of %zu features are chosen", n_chosen), n_chosen,
	                        table->n_rows);
	if (n_columns > n_chosen)
		g_string_append_printf (text, _(" (%zu columns, as each value of a category is one)"), n_columns);
	g_string_append (text, _("."));
	y = seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, text->str);
	return y + draw_remarks (table, cells, rect, y);
}

/* The feature under the cursor ------------------------------------------------------------------------------------- */

/* What clustering takes a missing value as; NULL: users without one are left out. */
static char *
fill_words (const SegFeatureRow *row)
{
	SegFill fill = row->selected->fill != SEG_FILL_USUAL ? row->selected->fill : row->feature->fill;
	g_autofree char *value = seg_format_auto (row->statistics->fill);

	if (fill == SEG_FILL_LEAVE_OUT)
		return NULL;
	if (row->statistics->values != NULL)
		return g_strdup (row->selected->fill == SEG_FILL_USUAL ? _("none of the values") : seg_fill_meaning (fill));
	switch (fill) {
	case SEG_FILL_MEDIAN:
		return g_strdup_printf (_("%s, the median"), value);
	case SEG_FILL_MAXIMUM:
		return g_strdup_printf (_("%s, the largest"), value);
	case SEG_FILL_MINIMUM:
		return g_strdup_printf (_("%s, the smallest"), value);
	case SEG_FILL_MEAN:
		return g_strdup_printf (_("%s, the mean"), value);
	case SEG_FILL_FREQUENT:
		if (row->feature->type != SEG_TYPE_BOOLEAN)
			return g_strdup_printf (_("%s, the most frequent"), value);
		return g_strdup (row->statistics->fill > 0 ? _("yes, the more frequent") : _("no, the more frequent"));
	case SEG_FILL_ZERO:
	case SEG_FILL_LEAVE_OUT:
	case SEG_FILL_USUAL:
	default:
		return g_steal_pointer (&value);
	}
}

static char *
missing_words (const SegFeatureRow *row)
{
	const SegFeatureStatistics *statistics = row->statistics;
	g_autofree char *users = seg_format_integer (statistics->n_missing), *fill = NULL;
	g_autofree char *share = seg_format_share ((double) statistics->n_missing / (double) (statistics->n_missing + statistics->n_known));

	fill = fill_words (row);
	if (fill == NULL)
		return g_strdup_printf (_("Missing for %s users (%s), who are left out."), users, share);
	return g_strdup_printf (_("Missing for %s users (%s); clustering takes them as %s."), users, share, fill);
}

static const char *
label_of (const SegFeatureTable *table, const char *name)
{
	const SegFeature *feature = seg_feature_find (table->catalogue, name);

	return feature != NULL ? feature->label : name;
}

/* What speaks against the feature comes first. */
static int
draw_troubles (const SegFeatureTable *table, const SegFeatureRow *row, SegCells *cells, SegRect rect, int y)
{
	const SegFeatureStatistics *statistics = row->statistics;
	g_autofree char *same = NULL;

	if (table->statistics == NULL)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("Mean, median and histogram are not read yet; b reads them, where that was stopped."));
	if (statistics == NULL)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, _("Not computed yet: press b."));
	if (statistics->constant)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, _("The same for everyone: tells nobody apart."));
	if (statistics->same_as == NULL)
		return 0;
	same = g_strdup_printf (_("Says the same as \"%s\"."), label_of (table, statistics->same_as));
	return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_WARNING, same);
}

static int
draw_missing (const SegFeatureRow *row, SegCells *cells, SegRect rect, int y)
{
	g_autofree char *missing = NULL;

	if (row->statistics == NULL)
		return 0;
	if (row->statistics->n_missing == 0)
		return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, _("Known for everyone."));
	missing = missing_words (row);
	return seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, missing);
}

static void
draw_name (const SegFeature *feature, SegCells *cells, SegRect rect, int y)
{
	int x = seg_draw_text (cells, rect, 0, y, SEG_INK_HEADING, feature->label);

	if (*feature->unit != '\0')
		seg_draw_format (cells, rect, x, y, SEG_INK_MUTED, "%s%s", _(", "), feature->unit);
}

/* The proposed features of the row's group, a few of them by name; NULL: there are none. */
static char *
proposed_beside (const SegFeatureTable *table, const SegFeatureRow *row)
{
	g_autoptr (GString) names = g_string_new (NULL);
	guint n = 0;

	for (gsize i = 0; i < table->n_rows; i++) {
		const SegFeature *other = table->rows[i].feature;

		if (other->proposed && strcmp (other->group, row->feature->group) == 0 && n++ < MOST_NAMES)
			g_string_append_printf (names, "%s%s", names->len > 0 ? _(", ") : "", other->label);
	}
	return n > 0 ? g_string_free (g_steal_pointer (&names), FALSE) : NULL;
}

/* Why it is proposed or not. */
static char *
why_words (const SegFeatureTable *table, const SegFeatureRow *row)
{
	g_autofree char *beside = NULL;

	if (row->feature->proposed)
		return g_strdup (_("Proposed: it tells people apart and repeats no other proposed feature."));
	if (row->feature->is_outcome)
		return g_strdup (_("Not proposed: it says what became of people, so it is there to be predicted."));
	if (row->statistics != NULL && row->statistics->constant)
		return g_strdup (_("Not proposed: it tells nobody apart."));
	if (row->feature->is_attribute)
		return g_strdup (_("Not proposed: what people do says more than what they are, where both are known."));
	if ((beside = proposed_beside (table, row)) == NULL)
		return g_strdup (_("Not proposed: other groups of features say more for these data. Choose it where it matters to you."));
	return g_strdup_printf (_("Not proposed: %s stand for its group already."), beside);
}

static void
draw_meaning (const SegFeatureTable *table, const SegFeatureRow *row, SegCells *cells, SegRect rect)
{
	g_autofree char *scaling = row->feature->type == SEG_TYPE_CATEGORY
		? g_strdup_printf (_("Becomes numbers by %s: %s."), seg_encoding_label (row->selected->encoding), seg_encoding_meaning (row->selected->encoding))
		: g_strdup_printf (_("Scaling %s: %s."), seg_scaling_label (row->selected->scaling), seg_scaling_meaning (row->selected->scaling));
	g_autofree char *why = why_words (table, row);
	int y = 0;

	draw_name (row->feature, cells, rect, y++);
	y += draw_troubles (table, row, cells, rect, y);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_NORMAL, row->feature->meaning);
	y += draw_missing (row, cells, rect, y);
	y += seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, why);
	seg_draw_paragraph (cells, rect, 0, y, SEG_INK_MUTED, scaling);
}

static void
draw_distribution (const SegFeatureRow *row, SegCells *cells, SegRect rect)
{
	gboolean by_value = row->statistics->values != NULL || row->feature->type == SEG_TYPE_BOOLEAN;

	seg_draw_text (cells, rect, 0, 0, SEG_INK_MUTED, by_value ? _("Users by value") : _("Users by value, from low to high"));
	rect = seg_rect_below (rect, 1);
	rect.height = by_value ? rect.height : MIN (rect.height, 14);
	seg_chart_draw (seg_figure_feature (row->feature, row->statistics), cells, rect);
}

/* The heading under the cursor: the group in words. */
static void
draw_group (const SegFeatureTable *table, SegCells *cells, SegRect rect)
{
	const char *group = seg_feature_table_group (table, NULL);
	g_autofree char *words = NULL;
	guint n, n_chosen;

	if (group == NULL)
		return;
	n = seg_feature_table_in_group (table, group, &n_chosen);
	words = g_strdup_printf (ngettext ("%u feature, %u chosen. Space chooses all of the group, or leaves all out; Enter folds it.",
	                                   "%u features, %u chosen. Space chooses all of the group, or leaves all out; Enter folds it.", n), n, n_chosen);
	seg_draw_text (cells, rect, 0, 0, SEG_INK_HEADING, seg_feature_group_words (group));
	seg_draw_paragraph (cells, rect, 0, 1, SEG_INK_NORMAL, words);
}

/* @tall: the chart stands below the words, else beside them. */
static void
draw_detail (const SegFeatureTable *table, SegCells *cells, SegRect rect, gboolean tall)
{
	const SegFeatureRow *row = seg_feature_table_cursor (table);
	SegRect words = rect, chart;

	if (row == NULL) {
		draw_group (table, cells, rect);
		return;
	}
	if (tall) {
		words = seg_rect_top (rect, MIN (11, rect.height));
		chart = seg_rect_below (rect, 12);
	} else {
		words = seg_rect_split (rect, rect.width - MIN (rect.width / 2, 70), &chart);
		words.width -= 2;
	}
	draw_meaning (table, row, cells, words);
	if (row->statistics != NULL)
		draw_distribution (row, cells, chart);
}

void
seg_features_draw (const SegFeatureTable *table, SegCells *cells, SegRect rect, gboolean focused)
{
	SegRect detail;

	rect = seg_rect_below (rect, draw_words (table, cells, rect) + (rect.height > 18 ? 1 : 0));
	if (rect.width >= SIDE_BY_SIDE) {
		SegRect list = seg_rect_split (rect, rect.width - DETAIL_WIDTH, &detail);

		seg_list_draw (table->list, cells, list, focused);
		detail.x += 3;
		detail.width -= 3;
		draw_detail (table, cells, detail, TRUE);
		return;
	}
	detail = seg_rect_below (rect, rect.height - CLAMP (rect.height * 2 / 5, 6, 14));
	if (rect.height - detail.height < LEAST_LIST)
		detail = seg_rect_below (rect, rect.height); /* no room for it */
	seg_list_draw (table->list, cells, seg_rect_top (rect, rect.height - detail.height), focused);
	seg_draw_rule (cells, detail, 0);
	draw_detail (table, cells, seg_rect_below (detail, 1), FALSE);
}
