/* Events by kind: how many in all and in the last 7, 30, 90 and 365 days, and how long ago the last one was. Kinds are words from
 * files, so the features come from the data: counts for every kind (event_kind.c), the rest for those that orders and money do not
 * speak for anyway. The kinds that share a count, as there are too many, have nothing else. */
#include <config.h>
#include "feature-private.h"
#include "feature/families.h"
#include "feature/measures.h"

#include <glib/gi18n.h>
#include <string.h>

#define DETAILS        (SEG_N_WINDOWS + 1) /* features for each: the windows, and days since */

typedef struct {
	guint  n_counts;
	gsize  n_kinds;
	guint *count;    /* by kind: the value of its count */
	guint *detail;   /* by kind: its place in Counts.windows, 0: it has none of its own */
	GPtrArray *detailed; /* of SegEventKind*, borrowed */
	guint  purchase, given_back; /* numbers of these kinds; where there is none, one that no event has */
} Kinds;

static void
release (gpointer state)
{
	Kinds *kinds = state;

	g_free (kinds->count);
	g_free (kinds->detail);
	g_clear_pointer (&kinds->detailed, g_ptr_array_unref);
	g_free (kinds);
}

static guint
find_kind (const SegFeatureContext *context, const char *name)
{
	for (guint i = 0; i < context->kinds->len; i++)
		if (strcmp (((const SegEventKind *) context->kinds->pdata[i])->name, name) == 0)
			return i;
	return G_MAXUINT;
}

/* A purchase that was given back later than the as-of instant was a purchase then. */
static guint
kind_of (const Kinds *kinds, guint16 kind)
{
	const guint number = SEG_KIND_NUMBER (kind);

	return number == kinds->given_back && (kind & SEG_KIND_PURCHASE) && kinds->purchase != G_MAXUINT ? kinds->purchase : number;
}

static gboolean
prepare (const SegFeatureContext *context, const gint64 *user_ids, gsize n_users, gpointer *state, SegJob *job, GError **error)
{
	Kinds *kinds = g_new0 (Kinds, 1);
	gboolean dated = (context->data & SEG_DATA_TIMES) != 0;

	(void) user_ids, (void) n_users, (void) job, (void) error;
	kinds->n_counts = context->n_counts;
	kinds->n_kinds = context->kinds->len;
	kinds->count = g_new0 (guint, kinds->n_kinds + 1);
	kinds->detail = g_new0 (guint, kinds->n_kinds + 1);
	kinds->detailed = g_ptr_array_new ();
	kinds->purchase = find_kind (context, "purchase");
	kinds->given_back = find_kind (context, "given back");
	for (guint i = 0; i < kinds->n_kinds; i++) {
		SegEventKind *kind = context->kinds->pdata[i];

		kinds->count[i] = kind->column;
		if (!dated || !kind->is_detailed || kind->column == SEG_KIND_LIMIT)
			continue;
		g_ptr_array_add (kinds->detailed, kind);
		kinds->detail[i] = DETAILS * kinds->detailed->len;
	}
	*state = kinds;
	return TRUE;
}

/* The catalogue ---------------------------------------------------------------------------------------------------------- */

static SegFeature *
count_feature (const SegFeatureContext *context, guint column)
{
	const SegEventKind *kind = context->kinds->pdata[column];
	guint n_others = context->kinds->len - SEG_KIND_LIMIT;
	gboolean is_other = column == SEG_KIND_LIMIT;
	SegFeature *feature = seg_number_feature (g_strdup (kind->feature),
		is_other ? g_strdup_printf (_("Events: %u other kinds"), n_others) : g_strdup_printf (_("Events: %s"), kind->name),
		is_other ? g_strdup_printf (_("Number of events of the %u kinds that came after the first %d: they are counted together and not by windows of days. "
		                                "Features of your own count any kind."), n_others, SEG_KIND_LIMIT)
		         : g_strdup_printf (_("Number of events of the kind \"%s\"."), kind->name),
		C_("unit", "events"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO);

	feature->proposed = !is_other && (context->data & SEG_DATA_ACTIONS) && kind->is_action && !kind->has_seconds;
	return feature;
}

static void
add_details (const SegEventKind *kind, GHashTable *taken, GPtrArray *features)
{
	for (int window = 0; window < SEG_N_WINDOWS; window++) {
		g_autofree char *word = g_strdup_printf ("%s %dd", kind->name, seg_window_days[window]);

		g_ptr_array_add (features, seg_number_feature (seg_feature_name_new ("count_", word, taken),
			g_strdup_printf (_("Events: %s, %d days"), kind->name, seg_window_days[window]),
			g_strdup_printf (_("Events of the kind \"%s\" in the %d calendar days that end with the as-of day."), kind->name,
			                 seg_window_days[window]),
			C_("unit", "events"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_ZERO));
	}
	g_ptr_array_add (features, seg_number_feature (seg_feature_name_new ("days_since_", kind->name, taken),
		g_strdup_printf (_("Days since last: %s"), kind->name),
		g_strdup_printf (_("Calendar days from the last event of the kind \"%s\" to the as-of day; people without one count as the longest ago."),
		                 kind->name),
		C_("unit", "days"), SEG_GROUP_ACTIVITY, SEG_SCALING_LOG, SEG_FILL_MAXIMUM));
}

static void
extend (const SegFeatureContext *context, gconstpointer state, GPtrArray *features)
{
	const Kinds *kinds = state;
	g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

	for (guint column = 0; column < kinds->n_counts; column++) {
		g_ptr_array_add (features, count_feature (context, column));
		g_hash_table_add (taken, g_strdup (((SegEventKind *) context->kinds->pdata[column])->feature));
	}
	for (guint i = 0; i < kinds->detailed->len; i++)
		add_details (kinds->detailed->pdata[i], taken, features);
}

/* Values ----------------------------------------------------------------------------------------------------------------- */

/* What is counted of a user: by value of SegEventKind.column; and of detailed kinds (from DETAILS on; before that of all others) what lies
 * in each window but in no shorter one, and before all of them. */
typedef struct {
	guint32 all[SEG_KIND_LIMIT + 1], windows[(SEG_KIND_LIMIT + 1) * DETAILS];
	gint32  last[(SEG_KIND_LIMIT + 1) * DETAILS]; /* day, where DETAILS divides the number */
} Counts;

static void
count_between (const Kinds *kinds, const SegHistory *history, gsize first, gsize end, guint slot, Counts *counts)
{
	for (gsize i = first; i < end; i++) {
		guint detail = kinds->detail[kind_of (kinds, history->kind[i])];

		counts->windows[detail + slot]++;
		counts->last[detail] = history->day[i];
	}
}

/* The oldest events first, so that the last day of a kind is noted last. */
static void
count_windows (const Kinds *kinds, const SegHistory *history, Counts *counts)
{
	count_between (kinds, history, history->n_undated, history->since[SEG_N_WINDOWS - 1], SEG_N_WINDOWS, counts);
	for (guint window = SEG_N_WINDOWS; window-- > 0;)
		count_between (kinds, history, history->since[window], window > 0 ? history->since[window - 1] : history->n_events, window, counts);
}

/* An event of the last 7 days is one of the last 30, 90 and 365 too. */
static void
put_windows (const SegFeatureContext *context, const Kinds *kinds, const Counts *counts, double *values)
{
	for (guint i = 0; i < kinds->detailed->len; i++) {
		const guint32 *windows = counts->windows + DETAILS * (i + 1);
		double *value = values + kinds->n_counts + DETAILS * i;
		guint32 n = 0;

		for (guint window = 0; window < SEG_N_WINDOWS; window++)
			value[window] = n += windows[window];
		if (n + windows[SEG_N_WINDOWS] > 0)
			value[SEG_N_WINDOWS] = (double) (context->as_of_day - counts->last[DETAILS * (i + 1)]);
	}
}

static void
compute (const SegFeatureContext *context, gconstpointer state, const SegHistory *history, double *values)
{
	const Kinds *kinds = state;
	Counts counts;

	memset (counts.all, 0, kinds->n_counts * sizeof *counts.all);
	for (gsize i = 0; i < history->n_events; i++)
		counts.all[kinds->count[kind_of (kinds, history->kind[i])]]++;
	for (guint i = 0; i < kinds->n_counts; i++)
		values[i] = counts.all[i];
	if (kinds->detailed->len == 0)
		return;
	memset (counts.windows, 0, (kinds->detailed->len + 1) * DETAILS * sizeof *counts.windows);
	count_windows (kinds, history, &counts);
	put_windows (context, kinds, &counts, values);
}

const SegFamily seg_family_kinds = { "kinds", NULL, 0, extend, prepare, release, compute };
