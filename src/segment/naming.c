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
};

static const Words *
find_words (const char *feature)
{
	for (gsize i = 0; i < G_N_ELEMENTS (plain_words); i++)
		if (strcmp (plain_words[i].feature, feature) == 0)
			return &plain_words[i];
	return NULL;
}

const char *
seg_feature_theme (const char *feature)
{
	const Words *words = find_words (feature);

	return words != NULL ? words->theme : feature;
}

typedef struct {
	char  *text;
	const char *theme;
	double effect; /* >= 0, as weighed */
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

/* The first @n traits as a name: "High spend, many orders". */
static char *
join_traits (const GPtrArray *traits, guint n)
{
	g_autoptr (GString) name = g_string_new (NULL);

	for (guint i = 0; i < MIN (n, traits->len); i++)
		g_string_append_printf (name, "%s%s", i > 0 ? _(", ") : "", ((const Trait *) traits->pdata[i])->text);
	return name->len > 0 ? capitalise (name->str) : g_strdup (_("Like everyone"));
}

static gint
compare_texts (gconstpointer a, gconstpointer b)
{
	return strcmp (*(char *const *) a, *(char *const *) b);
}

/* The first @n traits whatever their order: "High spend, many orders" and "Many orders, high spend" are no two names. */
static char *
sort_traits (const GPtrArray *traits, guint n)
{
	g_autoptr (GPtrArray) texts = g_ptr_array_new ();

	for (guint i = 0; i < MIN (n, traits->len); i++)
		g_ptr_array_add (texts, ((const Trait *) traits->pdata[i])->text);
	g_ptr_array_sort (texts, compare_texts);
	g_ptr_array_add (texts, NULL);
	return g_strjoinv ("\n", (char **) texts->pdata);
}

/* The shortest unused name: two traits (one, when the second is weak), then all three, then with a number. @used has the
 * traits of the names given, sorted, and those names that have a number. */
static char *
unused_name (const GPtrArray *traits, GHashTable *used)
{
	guint usual = traits->len >= 2
		&& ((const Trait *) traits->pdata[1])->effect >= SECOND_EFFECT * ((const Trait *) traits->pdata[0])->effect ? 2 : 1;
	g_autofree char *first = join_traits (traits, usual);

	for (guint n = usual; n <= MAX (traits->len, usual); n++)
		if (g_hash_table_add (used, sort_traits (traits, n)))
			return join_traits (traits, n);
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
		if (column->constant || column->duplicate_of >= 0 || effect * (raw_mean[j] - column->mean) <= 0)
			continue;
		trait = g_new0 (Trait, 1);
		trait->effect = fabs (effect);
		trait->theme = seg_feature_theme (column->feature);
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

		if (clustering->noise_group && c + 1 == clustering->k)
			g_ptr_array_add (names, g_strdup (_("Fits no segment")));
		else
			g_ptr_array_add (names, unused_name (picked, used));
	}
	return names;
}
