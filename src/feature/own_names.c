/* The names that may stand in definitions, for lists and for completion while typing. */
#include <config.h>
#include "feature-private.h"
#include "own-private.h"

#include <glib/gi18n.h>
#include <string.h>

static void
free_name (gpointer data)
{
	SegOwnName *name = data;

	g_free (name->name);
	g_free (name->plain);
	g_free (name->meaning);
	g_free (name);
}

/* What is no plain word stands in quotes. */
static char *
written (const char *name)
{
	gboolean plain = !g_ascii_isdigit (*name) && *name != '\0';

	for (const char *at = name; *at != '\0'; at++)
		plain = plain && (g_ascii_isalnum (*at) || *at == '_' || (*at & 0x80) != 0);
	return plain ? g_strdup (name) : seg_sql_identifier (name);
}

static void
add (GPtrArray *names, const char *name, const char *meaning, gboolean is_number, gboolean in_filters)
{
	SegOwnName *entry = g_new (SegOwnName, 1);

	*entry = (SegOwnName) { written (name), g_strdup (name), g_strdup (meaning), is_number, in_filters };
	g_ptr_array_add (names, entry);
}

static gboolean
is_text (SegType type)
{
	return type == SEG_TYPE_TEXT || type == SEG_TYPE_CATEGORY;
}

static gboolean
add_names_of_events (SegWorkspace *workspace, GPtrArray *names, GError **error)
{
	g_autoptr (GPtrArray) attributes = seg_attributes (workspace, "item", error);

	for (guint i = 0; i < SEG_EVENT_VALUES; i++)
		add (names, seg_event_names[i].name, _(seg_event_names[i].meaning), seg_event_names[i].is_number, seg_event_names[i].in_filters);
	for (guint i = 0; attributes != NULL && i < attributes->len; i++) {
		const SegAttribute *attribute = attributes->pdata[i];
		g_autofree char *meaning = g_strdup_printf (_("of the item: %s"), attribute->label);

		add (names, attribute->name, meaning, !is_text (attribute->type) && attribute->type != SEG_TYPE_DATE, TRUE);
	}
	return attributes != NULL;
}

static gboolean
add_names_of_features (SegWorkspace *workspace, GPtrArray *names, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	for (guint i = 0; catalogue != NULL && i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];
		const char *name = feature->is_attribute ? feature->name + strlen (SEG_ATTRIBUTE_PREFIX) : feature->name;

		if (!feature->is_outcome && strcmp (feature->group, SEG_GROUP_COMPONENTS) != 0) /* these are made of own features */
			add (names, name, feature->label, !is_text (feature->type), TRUE);
	}
	return catalogue != NULL;
}

GPtrArray *
seg_own_names (SegWorkspace *workspace, gboolean events, GError **error)
{
	g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (free_name);

	if (!(events ? add_names_of_events (workspace, names, error) : add_names_of_features (workspace, names, error)))
		return NULL;
	return g_steal_pointer (&names);
}

GPtrArray *
seg_own_kinds (SegWorkspace *workspace, GError **error)
{
	SegFeatureContext *context = seg_feature_context_new (workspace, 0, error);
	GPtrArray *names = context != NULL ? g_ptr_array_new_with_free_func (g_free) : NULL;

	for (guint i = 0; context != NULL && i < context->kinds->len; i++)
		g_ptr_array_add (names, g_strdup (((const SegEventKind *) context->kinds->pdata[i])->name));
	seg_feature_context_free (context);
	return names;
}
