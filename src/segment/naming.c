/* Proposed names for segments: what marks a segment off most, in a few plain words ("High spend, many orders").
 *
 * The effect of a feature is how far the segment's centroid lies from everyone's mean, in standard deviations of the
 * scaled values: what the clustering saw. The strongest become traits; features that say nearly the same (orders,
 * purchases, days with a purchase) share a theme, and a name has one trait of a theme. */
#include <config.h>
#include "segment-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define LEAST_EFFECT 0.25  /* below, a segment is like everyone in that feature */
#define SECOND_EFFECT 0.4  /* a second trait must have this share of the first one's effect */
#define LABEL_CELLS 32     /* of a label from the data; what is longer would fill the name */
#define CLEARLY_MORE 1.25  /* times as far from everyone */
#define N_TRAITS 3         /* of which the third is kept for telling two names apart */

typedef struct {
	const char *feature, *theme;
	const char *high, *low; /* translatable */
} Words;

/* Features whose extremes have plainer words than "high" and "low". */
static const Words plain_words[] = {
	{ "recency_days", "recency", N_("long inactive"), N_("recently active") },
	{ "recency_purchase_days", "purchase recency", N_("no purchase for long"), N_("bought recently") },
	{ "orders", "orders", N_("many orders"), N_("few orders") },
	{ "orders_90d", "orders", N_("many orders lately"), N_("few orders lately") },
	{ "purchase_days", "orders", N_("buys on many days"), N_("buys on few days") },
	{ "days_between_purchases", "rhythm", N_("seldom buys"), N_("buys often") },
	{ "count_purchase", "orders", N_("many purchases"), N_("few purchases") },
	{ "count_refund", "refunds", N_("many refunds"), N_("few refunds") },
	{ "count_search", "search", N_("searches a lot"), N_("seldom searches") },
	{ "count_view", "view", N_("looks a lot"), N_("seldom looks") },
	{ "count_click", "click", N_("clicks a lot"), N_("seldom clicks") },
	{ "count_play", "play", N_("plays a lot"), N_("seldom plays") },
	{ "count_complete", "complete", N_("finishes a lot"), N_("seldom finishes") },
	{ "count_rating", "ratings", N_("rates a lot"), N_("seldom rates") },
	{ "count_review", "reviews", N_("writes many reviews"), N_("seldom writes reviews") },
	{ "monetary", "spend", N_("high spend"), N_("low spend") },
	{ "monetary_90d", "spend", N_("high spend lately"), N_("low spend lately") },
	{ "mean_order_value", "order value", N_("large orders"), N_("small orders") },
	{ "tenure_days", "tenure", N_("customer for long"), N_("new customer") },
	{ "active_days", "activity", N_("often active"), N_("seldom active") },
	{ "events_30d", "recent activity", N_("very active lately"), N_("quiet lately") },
	{ "events_90d", "recent activity", N_("very active lately"), N_("quiet lately") },
	{ "evening_share", "evening", N_("active in the evening"), N_("active in the daytime") },
	{ "weekend_share", "weekend", N_("active at weekends"), N_("active on weekdays") },
	{ "seconds_total", "time", N_("much time spent"), N_("little time spent") },
	{ "distinct_items", "variety", N_("many different items"), N_("few different items") },
	{ "distinct_categories", "variety", N_("broad interests"), N_("narrow interests") },
	{ "mean_rating", "rating", N_("generous ratings"), N_("critical ratings") },
	{ "rating_spread", "rating", N_("tells good from bad"), N_("rates all alike") },
	{ "first_purchase_days", "tenure", N_("first bought long ago"), N_("first bought lately") },
	{ "quantity", "orders", N_("buys many pieces"), N_("buys few pieces") },
	{ "events", "activity", N_("very active"), N_("little active") },
	{ "events_trend", "trend", N_("growing activity"), N_("fading activity") },
	{ "sessions", "activity", N_("visits often"), N_("seldom visits") },
	{ "session_minutes", "visit", N_("long visits"), N_("short visits") },
	{ "events_per_session", "visit", N_("does much in a visit"), N_("does little in a visit") },
	{ "active_weeks_share", "regularity", N_("comes most weeks"), N_("comes in few weeks") },
	{ "streak_days", "regularity", N_("comes many days in a row"), N_("comes on single days") },
	{ "streak_weeks", "regularity", N_("comes many weeks in a row"), N_("comes in single weeks") },
	{ "gap_days", "visit rhythm", N_("comes seldom"), N_("comes often") },
	{ "gap_longest_days", "visit rhythm", N_("long pauses"), N_("no long pauses") },
	{ "gap_variation", "visit rhythm", N_("comes in bursts"), N_("comes regularly") },
	{ "night_share", "evening", N_("active at night"), N_("not active at night") },
	{ "office_share", "evening", N_("active in office hours"), N_("active outside office hours") },
	{ "hour_entropy", "hours", N_("comes at all hours"), NULL }, /* whoever came once has no spread either: that is no habit */
	{ "weekday_entropy", "hours", N_("comes on all weekdays"), NULL },
	{ "seconds_per_event", "time", N_("learns long at a stretch"), N_("learns briefly at a stretch") },
	{ "learning_days", "time", N_("learns on many days"), N_("learns on few days") },
	{ "seconds_per_learning_day", "time", N_("learns long in a day"), N_("learns briefly in a day") },
	{ "items_started", "play", N_("begins many courses"), N_("begins few courses") },
	{ "items_finished", "complete", N_("finishes many courses"), N_("finishes few courses") },
	{ "completion_share", "complete", N_("finishes what is begun"), N_("leaves courses unfinished") },
	{ "days_to_finish", "complete", N_("slow to finish"), N_("quick to finish") },
	{ "finished_per_month", "complete", N_("finishes many courses"), N_("finishes few courses") },
	{ "untouched_share", "untouched", N_("buys without beginning"), N_("begins what is bought") },
	{ "largest_order", "order value", N_("large orders"), N_("small orders") },
	{ "items_per_order", "order value", N_("many items an order"), N_("few items an order") },
	{ "purchase_gap_variation", "rhythm", N_("buys in bursts"), N_("buys regularly") },
	{ "purchase_overdue", "purchase recency", N_("overdue for a purchase"), N_("bought recently") },
	{ "mean_price", "order value", N_("pays high prices"), N_("pays low prices") },
	{ "price_level", "order value", N_("buys dear items"), N_("buys cheap items") },
	{ "discount_share", "discount", N_("buys at a discount"), N_("pays full prices") },
	{ "discounted_share", "discount", N_("buys at a discount"), N_("pays full prices") },
	{ "refund_share", "refunds", N_("gives much back"), N_("gives little back") },
	{ "events_per_item", "depth", N_("comes back to the same items"), N_("looks at items once") },
	{ "category_entropy", "variety", N_("broad interests"), N_("narrow interests") },
	{ "top_category_share", "variety", N_("one favourite category"), N_("no favourite category") },
	{ "mean_level", "level", N_("advanced level"), N_("beginner level") },
	{ "opened_share", "response", N_("opens campaigns"), N_("seldom opens campaigns") },
	{ "clicked_share", "response", N_("clicks in campaigns"), N_("seldom clicks in campaigns") },
	{ "converted_share", "response", N_("buys upon campaigns"), N_("seldom buys upon campaigns") },
	{ "response_days", "response", N_("no response for long"), N_("responded lately") },
	{ "reviews", "reviews", N_("writes many reviews"), N_("seldom writes reviews") },
	{ "review_length", "review length", N_("long reviews"), N_("short reviews") },
};

static const Words *
find_words (const char *feature)
{
	for (gsize i = 0; i < G_N_ELEMENTS (plain_words); i++)
		if (strcmp (plain_words[i].feature, feature) == 0)
			return &plain_words[i];
	return NULL;
}

/* "orders_365d" and "count_view_30d" speak of orders and views, "days_since_view" of how long ago. NULL: another name. Free it. */
static char *
base_name (const char *feature)
{
	static const char *const windows[] = { "_7d", "_30d", "_90d", "_365d" };

	if (g_str_has_prefix (feature, "days_since_"))
		return g_strdup ("recency_days");
	for (gsize i = 0; i < G_N_ELEMENTS (windows); i++)
		if (g_str_has_suffix (feature, windows[i]))
			return g_strndup (feature, strlen (feature) - strlen (windows[i]));
	return NULL;
}

const char *
seg_feature_theme (const char *feature)
{
	const Words *words = find_words (feature);
	g_autofree char *base = words == NULL ? base_name (feature) : NULL, *total = NULL;

	if (base != NULL) {
		total = strcmp (base, "seconds") == 0 ? g_strdup ("seconds_total") : g_steal_pointer (&base);
		words = find_words (total);
	}
	return words != NULL ? words->theme : total != NULL ? g_intern_string (total) : feature;
}

const char *
seg_feature_words (const char *feature, gboolean high)
{
	const Words *words = find_words (feature);

	return words == NULL ? NULL : high ? words->high : words->low;
}

typedef struct {
	char  *text;
	const char *theme;
	double effect; /* >= 0, as weighed */
	gsize  column;
	gboolean high;
} Trait;

static void
free_trait (gpointer data)
{
	Trait *trait = data;

	g_free (trait->text);
	g_free (trait);
}

/* Means of all rows and standard deviations of the scaled columns; of 0 where it is constant. */
static void
measure_columns (const SegMatrix *scaled, double *means, double *deviations)
{
	gsize d = scaled->n_columns;

	for (gsize i = 0; i < scaled->n_rows; i++)
		for (gsize j = 0; j < d; j++)
			means[j] += seg_matrix_row (scaled, i)[j] / (double) scaled->n_rows;
	for (gsize i = 0; i < scaled->n_rows; i++)
		for (gsize j = 0; j < d; j++) {
			double apart = seg_matrix_row (scaled, i)[j] - means[j];

			deviations[j] += apart * apart / (double) scaled->n_rows;
		}
	for (gsize j = 0; j < d; j++)
		deviations[j] = sqrt (deviations[j]);
}

/* Raw means of each cluster, k x d. */
static double *
raw_means (const SegFeatureMatrix *matrix, const SegClustering *clustering)
{
	gsize d = matrix->raw->n_columns;
	double *means = g_new0 (double, clustering->k * d);

	for (gsize i = 0; i < matrix->raw->n_rows; i++) {
		gsize cluster = (gsize) clustering->labels[i];

		for (gsize j = 0; j < d; j++)
			means[cluster * d + j] += seg_matrix_row (matrix->raw, i)[j] / (double) MAX (clustering->sizes[cluster], 1);
	}
	return means;
}

/* A value of a category ("City = 上海") or a yes/no attribute. */
static void
describe_share (Trait *trait, const SegMatrixColumn *column, double effect, double share)
{
	gboolean is_value = strcmp (column->name, column->feature) != 0;
	g_autofree char *label = seg_text_clip (column->label, LABEL_CELLS);

	if (is_value) {
		const char *format = effect < 0 ? _("rarely %s") : share >= 0.5 ? _("mostly %s") : _("often %s");

		trait->text = g_strdup_printf (format, label);
		trait->effect = effect < 0 ? 0.5 * fabs (effect) : effect; /* what someone is says more than what one is not */
	} else {
		const char *format = effect > 0 ? (share >= 0.5 ? _("%s: mostly yes") : _("%s: more often yes"))
		                                : (share < 0.5 ? _("%s: mostly no") : _("%s: more often no"));

		trait->text = g_strdup_printf (format, label);
	}
}

/* Whether what is high, or low, of @column says nothing that a name could be made of. */
static gboolean
has_no_words (const SegMatrixColumn *column, double effect)
{
	const Words *words = column->is_share ? NULL : find_words (column->feature);

	return words != NULL && (effect > 0 ? words->high : words->low) == NULL;
}

static void
describe_number (Trait *trait, const SegMatrixColumn *column, double effect)
{
	const Words *words = find_words (column->feature);
	g_autofree char *label = seg_text_clip (column->label, LABEL_CELLS);

	if (words != NULL)
		trait->text = g_strdup (effect > 0 ? _(words->high) : _(words->low));
	else if (g_str_has_prefix (column->feature, "count_"))
		trait->text = g_strdup_printf (effect > 0 ? _("many “%s”") : _("few “%s”"), column->feature + strlen ("count_"));
	else
		trait->text = g_strdup_printf (effect > 0 ? _("high %s") : _("low %s"), label);
}

static gint
compare_traits (gconstpointer a, gconstpointer b)
{
	const Trait *first = *(Trait *const *) a, *second = *(Trait *const *) b;

	return first->effect < second->effect ? 1 : first->effect > second->effect ? -1 : strcmp (first->text, second->text);
}

/* The strongest traits of one cluster, one a theme, at most N_TRAITS. */
static GPtrArray *
pick_traits (GPtrArray *traits)
{
	GPtrArray *picked = g_ptr_array_new ();
	g_autoptr (GHashTable) themes = g_hash_table_new (g_str_hash, g_str_equal);

	g_ptr_array_sort (traits, compare_traits);
	for (guint i = 0; i < traits->len && picked->len < N_TRAITS; i++) {
		Trait *trait = traits->pdata[i];

		if (trait->effect >= LEAST_EFFECT && g_hash_table_add (themes, (gpointer) trait->theme))
			g_ptr_array_add (picked, trait);
	}
	return picked;
}

static char *
capitalise (const char *text)
{
	g_autofree char *first = g_utf8_strup (text, g_utf8_next_char (text) - text);

	return g_strconcat (first, g_utf8_next_char (text), NULL);
}

/* What a name is made for: one cluster among the others. */
typedef struct {
	const SegFeatureMatrix *matrix;
	const SegClustering *clustering;
	const double *means, *raw; /* of the scaled columns; of each cluster */
	guint cluster;
} Naming;

/* Whether @other has the trait to a clearly greater degree. */
static gboolean
has_more (const Naming *naming, guint other, const Trait *trait)
{
	const gsize j = trait->column, d = naming->matrix->n_columns;
	const double here = seg_matrix_row (naming->clustering->centroids, naming->cluster)[j] - naming->means[j];
	const double there = seg_matrix_row (naming->clustering->centroids, other)[j] - naming->means[j];
	const double more = naming->raw[other * d + j] - naming->raw[naming->cluster * d + j];

	return !naming->matrix->columns[j].is_share && (trait->high ? there >= CLEARLY_MORE * here && more > 0 : there <= CLEARLY_MORE * here && more < 0);
}

/* Whether one other cluster has more of all the first @n traits: their words alone would promise what that one is. */
static gboolean
is_outdone (const Naming *naming, const GPtrArray *traits, guint n)
{
	const guint k = naming->clustering->k - (naming->clustering->noise_group ? 1 : 0);

	for (guint other = 0; other < k; other++) {
		guint more = 0;

		for (guint i = 0; i < MIN (n, traits->len) && other != naming->cluster; i++)
			more += has_more (naming, other, traits->pdata[i]) ? 1 : 0;
		if (more > 0 && more == MIN (n, traits->len))
			return TRUE;
	}
	return FALSE;
}

/* The first @n traits as a name: "High spend, many orders". */
static char *
join_traits (const Naming *naming, const GPtrArray *traits, guint n)
{
	g_autoptr (GString) name = g_string_new (NULL);
	g_autofree char *relative = NULL;

	for (guint i = 0; i < MIN (n, traits->len); i++)
		g_string_append_printf (name, "%s%s", i > 0 ? _(", ") : "", ((const Trait *) traits->pdata[i])->text);
	if (name->len == 0)
		return g_strdup (_("Like everyone"));
	if (!is_outdone (naming, traits, n))
		return capitalise (name->str);
	relative = g_strdup_printf (_("relatively %s"), name->str);
	return capitalise (relative);
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The first @n traits whatever their order: "High spend, many orders" and "Many orders, high spend" are no two names. */
static char *
sort_traits (const Naming *naming, const GPtrArray *traits, guint n)
{
	g_autoptr (GPtrArray) texts = g_ptr_array_new ();

	if (is_outdone (naming, traits, n))
		g_ptr_array_add (texts, (gpointer) "");
	for (guint i = 0; i < MIN (n, traits->len); i++)
		g_ptr_array_add (texts, ((const Trait *) traits->pdata[i])->text);
	g_ptr_array_sort (texts, compare_texts);
	g_ptr_array_add (texts, NULL);
	return g_strjoinv ("\n", (char **) texts->pdata);
}

/* The shortest unused name: two traits (one, when the second is weak), then all three, then with a number. @used has the
 * traits of the names given, sorted, and those names that have a number. */
static char *
unused_name (const Naming *naming, const GPtrArray *traits, GHashTable *used)
{
	guint usual = traits->len >= 2
		&& ((const Trait *) traits->pdata[1])->effect >= SECOND_EFFECT * ((const Trait *) traits->pdata[0])->effect ? 2 : 1;
	g_autofree char *first = join_traits (naming, traits, usual);

	for (guint n = usual; n <= MAX (traits->len, usual); n++)
		if (g_hash_table_add (used, sort_traits (naming, traits, n)))
			return join_traits (naming, traits, n);
	for (guint number = 2;; number++) {
		char *numbered = g_strdup_printf ("%s %u", first, number);

		if (g_hash_table_add (used, g_strdup (numbered)))
			return numbered;
		g_free (numbered);
	}
}

/* Effects of every column on one cluster. */
static GPtrArray *
find_traits (const SegFeatureMatrix *matrix, const double *centroid, const double *raw_mean, const double *means,
             const double *deviations)
{
	GPtrArray *traits = g_ptr_array_new_with_free_func (free_trait);

	for (gsize j = 0; j < matrix->n_columns; j++) {
		const SegMatrixColumn *column = &matrix->columns[j];
		double effect = deviations[j] > 0 ? (centroid[j] - means[j]) / deviations[j] : 0;
		Trait *trait;

		/* A scaling by logarithm may see another direction than the plain means: such a word would mislead. */
		if (column->constant || column->duplicate_of >= 0 || effect * (raw_mean[j] - column->mean) <= 0 || has_no_words (column, effect))
			continue;
		trait = g_new0 (Trait, 1);
		trait->effect = fabs (effect);
		trait->theme = seg_feature_theme (column->feature);
		trait->column = j;
		trait->high = effect > 0;
		if (column->is_share)
			describe_share (trait, column, effect, raw_mean[j]);
		else
			describe_number (trait, column, effect);
		g_ptr_array_add (traits, trait);
	}
	return traits;
}

GPtrArray *
seg_names_propose (const SegFeatureMatrix *matrix, const SegClustering *clustering)
{
	GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
	g_autoptr (GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
	gsize d = matrix->n_columns;
	g_autofree double *means = g_new0 (double, d), *deviations = g_new0 (double, d);
	g_autofree double *raw = raw_means (matrix, clustering);

	measure_columns (matrix->scaled, means, deviations);
	for (guint c = 0; c < clustering->k; c++) {
		g_autoptr (GPtrArray) traits = find_traits (matrix, seg_matrix_row (clustering->centroids, c), raw + c * d, means,
		                                            deviations);
		g_autoptr (GPtrArray) picked = pick_traits (traits);
		const Naming naming = { matrix, clustering, means, raw, c };

		if (clustering->noise_group && c + 1 == clustering->k)
			g_ptr_array_add (names, g_strdup (_("Fits no segment")));
		else
			g_ptr_array_add (names, unused_name (&naming, picked, used));
	}
	return names;
}
