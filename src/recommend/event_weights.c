/* How much an event of a kind says about what a person likes: a number a class of kinds, kept as one setting of the workspace. */
#include <config.h>
#include "recommend-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define SETTING "interaction weights"
#define HALF_LIFE "half-life"
#define MOST_WEIGHT 1000.0
#define MOST_HALF_LIFE 36500.0

static const struct { const char *name, *meaning; double usual; } classes[SEG_N_WEIGHTS] = {
	[SEG_WEIGHT_PURCHASE] = { "purchase", N_("bought"), 5 },
	[SEG_WEIGHT_LIKED] = { "liked", N_("rated above the person's own mean"), 4 },
	[SEG_WEIGHT_RATING] = { "rating", N_("rated, not above it"), 1 },
	[SEG_WEIGHT_COMPLETED] = { "completed", N_("finished"), 3 },
	[SEG_WEIGHT_PLAY] = { "play", N_("played, read, worked on"), 2 },
	[SEG_WEIGHT_OTHER] = { "other", N_("looked at, clicked, anything else"), 1 },
};

SegEventWeights
seg_event_weights_defaults (void)
{
	SegEventWeights weights = { .half_life = 365 };

	for (guint i = 0; i < SEG_N_WEIGHTS; i++)
		weights.weights[i] = classes[i].usual;
	return weights;
}

const char *
seg_event_weight_name (SegWeightClass class)
{
	return classes[class].name;
}

const char *
seg_event_weight_meaning (SegWeightClass class)
{
	return classes[class].meaning;
}

/* Where the number of that name is kept, or NULL. */
static double *
find_number (SegEventWeights *weights, const char *name, double *most)
{
	*most = MOST_WEIGHT;
	for (guint i = 0; i < SEG_N_WEIGHTS; i++)
		if (strcmp (classes[i].name, name) == 0)
			return &weights->weights[i];
	*most = MOST_HALF_LIFE;
	return strcmp (name, HALF_LIFE) == 0 ? &weights->half_life : NULL;
}

static gboolean
parse_one (const char *word, SegEventWeights *weights, GError **error)
{
	g_auto (GStrv) parts = g_strsplit (word, "=", 2);
	char *end = NULL;
	double most, value, *number = parts[1] != NULL ? find_number (weights, parts[0], &most) : NULL;

	if (number == NULL) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE,
		             _("\"%s\" is no weight; write NAME=NUMBER with one of purchase, liked, rating, completed, play, other, half-life (days)"), word);
		return FALSE;
	}
	value = g_ascii_strtod (parts[1], &end);
	if (end == parts[1] || *end != '\0' || !(value >= 0 && value <= most)) {
		g_set_error (error, SEG_ERROR, SEG_ERROR_USAGE, _("\"%s\": %s must be a number from 0 to %.0f"), word, parts[0], most);
		return FALSE;
	}
	*number = value;
	return TRUE;
}

gboolean
seg_event_weights_parse (const char *text, SegEventWeights *weights, GError **error)
{
	g_auto (GStrv) words = g_strsplit_set (text, " ,\t\n", -1);
	SegEventWeights parsed = *weights;

	for (guint i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0' && !parse_one (words[i], &parsed, error))
			return FALSE;
	*weights = parsed;
	return TRUE;
}

char *
seg_event_weights_text (const SegEventWeights *weights)
{
	GString *text = g_string_new (NULL);
	char number[G_ASCII_DTOSTR_BUF_SIZE];

	for (guint i = 0; i < SEG_N_WEIGHTS; i++)
		g_string_append_printf (text, "%s=%s ", classes[i].name, g_ascii_formatd (number, sizeof number, "%.6g", weights->weights[i]));
	g_string_append_printf (text, HALF_LIFE "=%s", g_ascii_formatd (number, sizeof number, "%.6g", weights->half_life));
	return g_string_free (text, FALSE);
}

gboolean
seg_event_weights_read (SegWorkspace *workspace, SegEventWeights *weights, GError **error)
{
	g_autofree char *text = NULL;

	*weights = seg_event_weights_defaults ();
	if (!seg_setting_read (workspace, SETTING, &text, error))
		return FALSE;
	/* What another program wrote there, and cannot be read, does not keep anybody from recommendations. */
	if (text != NULL && !seg_event_weights_parse (text, weights, NULL))
		*weights = seg_event_weights_defaults ();
	return TRUE;
}

gboolean
seg_event_weights_write (SegWorkspace *workspace, const SegEventWeights *weights, GError **error)
{
	g_autofree char *text = seg_event_weights_text (weights);

	return seg_setting_write (workspace, SETTING, text, error);
}
