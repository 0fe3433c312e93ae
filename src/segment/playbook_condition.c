/* Conditions of plays: read, and asked of the figures of a segment.
 *
 * Alternatives joined by "or", each of tests joined by "and"; a test is WHAT MEASURE OPERATOR NUMBER. */
#include <config.h>
#include "playbook-private.h"

#include <segscope/text.h>

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

typedef enum { INDEX, MEAN, MEDIAN, EFFECT, SHARE } Measure;

static const char *const measures[] = { "index", "mean", "median", "effect", "share" };
static const char *const operators[] = { "<=", ">=", "<", ">", "=" };

/* One test as read. */
typedef struct {
	char    *text, *what;
	Measure  measure;
	guint    operation; /* of operators */
	double   threshold;
} Test;

static void
free_test (gpointer data)
{
	Test *test = data;

	g_free (test->text);
	g_free (test->what);
	g_free (test);
}

/* What is spoken of without naming a feature: the first of these that the profile has. */
static const struct {
	const char *what;
	const char *features[6];
} concepts[] = {
	{ "recency", { "recency_purchase_days", "recency_days", NULL } },
	{ "frequency", { "orders", "purchase_days", "events", NULL } },
	{ "value", { "monetary", "monetary_365d", NULL } },
	{ "order value", { "mean_order_value", "largest_order", NULL } },
	{ "discount", { "discounted_share", "discount_share", NULL } },
	{ "completion", { "completion_share", "items_finished", NULL } },
	{ "activity", { "events_90d", "events_30d", "active_days", "events", NULL } },
	{ "tenure", { "tenure_days", "first_purchase_days", NULL } },
	{ "refunds", { "refund_share", "count_refund", NULL } },
	{ "variety", { "distinct_categories", "distinct_items", NULL } },
	{ "price", { "price_level", "mean_price", NULL } },
	{ "learning", { "seconds_total", "learning_days", NULL } },
};

/* Reading ------------------------------------------------------------------------------------------------------------ */

static Test *
refuse (const char *text, const char *message, GError **error)
{
	g_set_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT, _("\"%s\" is not understood: %s"), text, message);
	return NULL;
}

/* Splits off the last word. */
static char *
take_last (char *text)
{
	char *blank;

	g_strchomp (text);
	blank = strrchr (text, ' ');
	if (blank == NULL)
		return NULL;
	*blank = '\0';
	g_strchomp (text);
	return blank + 1;
}

static gboolean
find_measure (const char *word, Measure *measure)
{
	for (guint i = 0; word != NULL && i < G_N_ELEMENTS (measures); i++)
		if (g_ascii_strcasecmp (word, measures[i]) == 0) {
			*measure = (Measure) i;
			return TRUE;
		}
	return FALSE;
}

static gboolean
read_number (const char *text, double *number)
{
	g_autofree char *copy = g_strstrip (g_strdup (text));
	char *end;

	*number = g_ascii_strtod (copy, &end);
	if (end == copy || !isfinite (*number))
		return FALSE;
	g_strchug (end);
	if (*end == '%') {
		*number /= 100;
		end++;
	}
	return *end == '\0';
}

static gboolean
is_of_segment (const char *what)
{
	return g_ascii_strcasecmp (what, "users") == 0 || g_ascii_strcasecmp (what, "revenue") == 0 || g_ascii_strcasecmp (what, "events") == 0;
}

static Test *
read_test (const char *text, GError **error)
{
	g_autofree char *left = NULL;
	const char *at = NULL;
	guint operation = 0;
	Measure measure = INDEX;
	double threshold;
	Test *test;

	for (const char *c = text; at == NULL && *c != '\0'; c++)
		for (operation = 0; operation < G_N_ELEMENTS (operators); operation++)
			if (g_str_has_prefix (c, operators[operation])) {
				at = c;
				break;
			}
	if (at == NULL)
		return refuse (text, _("a comparison is missing, as in: recency index < 70"), error);
	if (!read_number (at + strlen (operators[operation]), &threshold))
		return refuse (text, _("a number is missing behind the comparison"), error);
	left = g_strstrip (g_strndup (text, (gsize) (at - text)));
	if (!find_measure (take_last (left), &measure) || *left == '\0')
		return refuse (text, _("what is compared must end in index, mean, median, effect or share, as in: value index > 150"), error);
	if (measure == SHARE && !is_of_segment (left))
		return refuse (text, _("only users, revenue and events have a share"), error);
	if (measure != SHARE && measure != INDEX && is_of_segment (left) && g_ascii_strcasecmp (left, "events") != 0)
		return refuse (text, _("users and revenue have a share and an index only"), error);
	test = g_new0 (Test, 1);
	test->text = g_strdup (text);
	test->what = g_steal_pointer (&left);
	test->measure = measure;
	test->operation = operation;
	test->threshold = threshold;
	return test;
}

/* @text cut at the word @word: stripped parts. */
static char **
cut_at (const char *text, const char *word)
{
	g_autofree char *pattern = g_strdup_printf ("\\s+%s\\s+", word);
	char **parts = g_regex_split_simple (pattern, text, G_REGEX_CASELESS, 0);

	for (gsize i = 0; parts[i] != NULL; i++)
		g_strstrip (parts[i]);
	return parts;
}

/* Alternatives: GPtrArray of GPtrArray of Test*; none for an empty condition. */
static GPtrArray *
read_condition (const char *condition, GError **error)
{
	g_autoptr (GPtrArray) alternatives = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
	g_autofree char *text = g_strstrip (g_strdup (condition));
	g_auto (GStrv) parts = *text != '\0' ? cut_at (text, "or") : NULL;

	for (gsize i = 0; parts != NULL && parts[i] != NULL; i++) {
		GPtrArray *tests = g_ptr_array_new_with_free_func (free_test);
		g_auto (GStrv) texts = cut_at (parts[i], "and");

		g_ptr_array_add (alternatives, tests);
		if (texts[0] == NULL)
			refuse (condition, _("a comparison is missing, as in: recency index < 70"), error);
		if (texts[0] == NULL)
			return NULL;
		for (gsize j = 0; texts[j] != NULL; j++) {
			Test *test = read_test (texts[j], error);

			if (test == NULL)
				return NULL;
			g_ptr_array_add (tests, test);
		}
	}
	return g_steal_pointer (&alternatives);
}

gboolean
seg_play_check (const char *condition, GError **error)
{
	g_autoptr (GPtrArray) alternatives = read_condition (condition, error);

	return alternatives != NULL;
}

/* Asking ------------------------------------------------------------------------------------------------------------- */

static const SegProfileFeature *
feature_named (const SegProfile *profile, const char *name)
{
	for (guint i = 0; i < profile->features->len; i++) {
		const SegProfileFeature *feature = profile->features->pdata[i];

		if (g_ascii_strcasecmp (feature->column, name) == 0 || g_utf8_collate (feature->label, name) == 0)
			return feature;
	}
	return NULL;
}

static const SegProfileFeature *
find_feature (const SegProfile *profile, const char *what)
{
	const SegProfileFeature *feature = NULL;

	for (guint i = 0; i < G_N_ELEMENTS (concepts); i++)
		if (g_ascii_strcasecmp (what, concepts[i].what) == 0)
			for (guint j = 0; feature == NULL && concepts[i].features[j] != NULL; j++)
				feature = feature_named (profile, concepts[i].features[j]);
	return feature != NULL ? feature : feature_named (profile, what);
}

static double
value_of_segment (const SegProfile *profile, const Test *test)
{
	double share = g_ascii_strcasecmp (test->what, "users") == 0 ? profile->share_users
	               : g_ascii_strcasecmp (test->what, "revenue") == 0 ? profile->share_revenue : profile->habits->share_events;

	return test->measure == SHARE ? share : profile->share_users > 0 ? 100 * share / profile->share_users : NAN;
}

/* A negative mean against a positive one has no index to show, but is surely below. */
static double
value_of_feature (const SegProfileFeature *feature, Measure measure)
{
	switch (measure) {
	case MEAN:
		return feature->mean;
	case MEDIAN:
		return feature->median;
	case EFFECT:
		return feature->effect;
	case INDEX:
	case SHARE:
	default:
		return isfinite (feature->index) ? feature->index : feature->mean_all > 0 ? 100 * feature->mean / feature->mean_all : NAN;
	}
}

static gboolean
compare (double value, guint operation, double threshold)
{
	switch (operation) {
	case 0:
		return value <= threshold;
	case 1:
		return value >= threshold;
	case 2:
		return value < threshold;
	case 3:
		return value > threshold;
	default:
		return fabs (value - threshold) <= 1e-9 * MAX (1, fabs (threshold));
	}
}

static void
free_play_test (gpointer data)
{
	SegPlayTest *test = data;

	g_free (test->text);
	g_free (test->words);
	g_free (test);
}

static char *
number_words (Measure measure, gboolean share, double value)
{
	if (isnan (value))
		return g_strdup ("?");
	if (measure == SHARE || (share && (measure == MEAN || measure == MEDIAN)))
		return seg_format_share (value);
	return measure == INDEX ? seg_format_number (value, 0) : seg_format_auto (value);
}

static SegPlayTest *
ask (const Test *test, const SegProfile *profile)
{
	SegPlayTest *answer = g_new0 (SegPlayTest, 1);
	g_autofree char *number = NULL;
	/* translators: figures of a segment that plays compare */
	const char *words[] = { N_("index"), N_("mean"), N_("median"), N_("effect"), N_("share") };

	answer->text = g_strdup (test->text);
	answer->threshold = test->threshold;
	answer->value = NAN;
	if (is_of_segment (test->what) && (test->measure == SHARE || test->measure == INDEX))
		answer->value = value_of_segment (profile, test);
	else if ((answer->feature = find_feature (profile, test->what)) != NULL)
		answer->value = value_of_feature (answer->feature, test->measure);
	answer->holds = !isnan (answer->value) && compare (answer->value, test->operation, test->threshold);
	number = number_words (test->measure, answer->feature != NULL && answer->feature->share, answer->value);
	answer->words = isnan (answer->value) ? g_strdup_printf (_("%s: not known here"), test->what)
	                : g_strdup_printf (_("%s: %s %s"), answer->feature != NULL ? answer->feature->label : test->what, _(words[test->measure]), number);
	return answer;
}

static GPtrArray *
ask_all (const GPtrArray *tests, const SegProfile *profile, gboolean *holds)
{
	GPtrArray *answers = g_ptr_array_new_with_free_func (free_play_test);

	*holds = TRUE;
	for (guint i = 0; i < tests->len; i++) {
		SegPlayTest *answer = ask (tests->pdata[i], profile);

		*holds = *holds && answer->holds;
		g_ptr_array_add (answers, answer);
	}
	return answers;
}

gboolean
seg_play_applies (const char *condition, const SegProfile *profile, GPtrArray **tests)
{
	g_autoptr (GPtrArray) alternatives = read_condition (condition, NULL), answers = NULL;
	gboolean holds = alternatives != NULL && alternatives->len == 0;

	for (guint i = 0; alternatives != NULL && !holds && i < alternatives->len; i++) {
		g_autoptr (GPtrArray) these = ask_all (alternatives->pdata[i], profile, &holds);

		if (answers == NULL || holds) {
			g_clear_pointer (&answers, g_ptr_array_unref);
			answers = g_steal_pointer (&these);
		}
	}
	if (tests != NULL)
		*tests = answers != NULL ? g_steal_pointer (&answers) : g_ptr_array_new_with_free_func (free_play_test);
	return holds;
}
