#include <config.h>
#include "palette-things.h"

#include <segscope/campaign.h>
#include <segscope/feature.h>
#include <segscope/names.h>
#include <segscope/pinyin.h>
#include <segscope/rule.h>
#include <segscope/segment.h>

#include <glib/gi18n.h>

#include "equivalent.h"
#include "features.h"
#include "users.h"

void
seg_thing_free (SegThing *thing)
{
	if (thing == NULL)
		return;
	g_free (thing->name);
	g_free (thing->label);
	g_free (thing->within);
	g_free (thing->sought);
	g_free (thing);
}

const char *
seg_thing_kind (const SegThing *thing)
{
	static const char *const words[] = {
		[SEG_THING_SEGMENT] = N_("segment"), [SEG_THING_FEATURE] = N_("feature"), [SEG_THING_ITEM] = N_("item"),
		[SEG_THING_RULE] = N_("rule"), [SEG_THING_CAMPAIGN] = N_("campaign"), [SEG_THING_USER] = N_("user"),
	};

	return _(words[thing->kind]);
}

/* Reading ---------------------------------------------------------------------------------------------------------- */

static SegThing *
add_thing (GPtrArray *things, SegThingKind kind, gint64 id, const char *name, const char *label)
{
	SegThing *thing = g_new0 (SegThing, 1);
	g_autofree char *pinyin = seg_pinyin (label), *both = NULL;

	thing->kind = kind;
	thing->id = id;
	thing->name = g_strdup (name);
	thing->label = g_strdup (label);
	both = g_strjoin (" ", label, name, pinyin, NULL);
	thing->sought = g_utf8_casefold (both, -1);
	g_ptr_array_add (things, thing);
	return thing;
}

static gboolean
add_segments (SegWorkspace *workspace, GPtrArray *things, GError **error)
{
	g_autoptr (GPtrArray) segmentations = seg_segmentations (workspace, error);

	for (guint i = 0; segmentations != NULL && i < segmentations->len; i++) {
		const SegSegmentation *segmentation = segmentations->pdata[i];

		for (guint j = 0; j < segmentation->segments->len; j++) {
			const SegSegment *segment = segmentation->segments->pdata[j];
			g_autofree char *number = g_strdup_printf ("%u", segment->position);

			add_thing (things, SEG_THING_SEGMENT, segment->id, number, segment->name)->within = g_strdup (segmentation->name);
		}
	}
	return segmentations != NULL;
}

static gboolean
add_features (SegWorkspace *workspace, GPtrArray *things, GError **error)
{
	g_autoptr (GPtrArray) catalogue = seg_feature_catalogue (workspace, error);

	for (guint i = 0; catalogue != NULL && i < catalogue->len; i++) {
		const SegFeature *feature = catalogue->pdata[i];

		add_thing (things, SEG_THING_FEATURE, 0, feature->name, feature->label);
	}
	return catalogue != NULL;
}

static gboolean
add_rules (SegWorkspace *workspace, GPtrArray *things, GError **error)
{
	g_autoptr (GPtrArray) rules = seg_rules (workspace, error), campaigns = rules != NULL ? seg_campaigns (workspace, error) : NULL;

	for (guint i = 0; campaigns != NULL && i < rules->len; i++)
		add_thing (things, SEG_THING_RULE, ((SegRule *) rules->pdata[i])->id, ((SegRule *) rules->pdata[i])->name, ((SegRule *) rules->pdata[i])->name);
	for (guint i = 0; campaigns != NULL && i < campaigns->len; i++) {
		const SegCampaign *campaign = campaigns->pdata[i];

		add_thing (things, SEG_THING_CAMPAIGN, campaign->id, campaign->name, campaign->name);
	}
	return campaigns != NULL;
}

static gboolean
add_items (SegWorkspace *workspace, GPtrArray *things, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) names = seg_item_names (workspace, job, error);

	for (guint i = 0; names != NULL && i < names->len; i++) {
		const SegName *name = names->pdata[i];

		add_thing (things, SEG_THING_ITEM, name->id, name->key, name->title);
		if (i % 256 == 255 && !seg_job_proceed (job, (double) i / names->len, NULL, error))
			return FALSE;
	}
	return names != NULL;
}

GPtrArray *
seg_things_read (SegWorkspace *workspace, SegJob *job, GError **error)
{
	g_autoptr (GPtrArray) things = g_ptr_array_new_with_free_func ((GDestroyNotify) seg_thing_free);

	if (!add_segments (workspace, things, error) || !add_rules (workspace, things, error) || !add_features (workspace, things, error)
	    || !add_items (workspace, things, job, error))
		return NULL;
	return g_steal_pointer (&things);
}

void
seg_things_add_users (SegWorkspace *workspace, const char *typed, guint most, GPtrArray *things)
{
	g_autoptr (GPtrArray) names = seg_user_names (workspace, typed, most, NULL);

	for (guint i = 0; names != NULL && i < names->len; i++) {
		const SegName *name = names->pdata[i];

		add_thing (things, SEG_THING_USER, name->id, name->key, name->key);
	}
}

/* Opening ---------------------------------------------------------------------------------------------------------- */

void
seg_thing_open (SegView *view, const SegThing *thing)
{
	static const struct { const char *screen, *errand; } places[] = {
		[SEG_THING_SEGMENT] = { "segments", "segment" }, [SEG_THING_FEATURE] = { "features", SEG_FEATURES_GO_TO },
		[SEG_THING_ITEM] = { "recommend", "item" }, [SEG_THING_RULE] = { "users", SEG_USERS_FILTER },
		[SEG_THING_CAMPAIGN] = { "campaigns", "campaign" }, [SEG_THING_USER] = { "users", "user" },
	};
	g_autofree char *rest = thing->kind == SEG_THING_RULE ? seg_rule_filter (thing->name) : thing->kind == SEG_THING_FEATURE ? g_strdup (thing->name) : NULL;
	g_autofree char *errand = g_strconcat (places[thing->kind].errand, rest, NULL);

	seg_view_visit (view, places[thing->kind].screen, errand, thing->kind == SEG_THING_RULE ? 0 : thing->id);
}

char *
seg_thing_command (const SegThing *thing, const char *path)
{
	g_autofree char *file = seg_shell_word (path), *name = seg_shell_word (thing->name), *filter = NULL, *quoted = NULL;

	switch (thing->kind) {
	case SEG_THING_SEGMENT:
		quoted = seg_shell_word (thing->within);
		return g_strdup_printf ("segscope profile %s %s --segment %s", file, quoted, name);
	case SEG_THING_FEATURE:
		return g_strdup_printf ("segscope features %s --list", file);
	case SEG_THING_ITEM:
		return g_strdup_printf ("segscope recommend %s --item %s", file, name);
	case SEG_THING_RULE:
		filter = seg_rule_filter (thing->name);
		quoted = seg_shell_word (filter);
		return g_strdup_printf ("segscope users %s --filter %s", file, quoted);
	case SEG_THING_CAMPAIGN:
		return g_strdup_printf ("segscope campaign %s --show %s", file, name);
	case SEG_THING_USER:
	default:
		return g_strdup_printf ("segscope user %s %s", file, name);
	}
}
