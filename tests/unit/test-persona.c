/* Plays and persona cards: conditions, what is suggested, what a person writes and takes back, playbooks as files, names in two languages. */
#include "segment-shop.h"

#include <segscope/history.h>
#include <segscope/persona.h>
#include <segscope/translation.h>

#include <glib/gstdio.h>
#include <libintl.h>
#include <string.h>

typedef struct {
	Shop shop;
	gint64 id;
	SegSegmentation *segmentation;
	GPtrArray *profiles;
} Cards;

static void
set_up (Cards *cards, gconstpointer data)
{
	g_autoptr (GError) error = NULL;

	shop_set_up (&cards->shop, data);
	cards->id = shop_save (&cards->shop, "all", shop_labels, FALSE, NULL, &error);
	g_assert_no_error (error);
	cards->segmentation = seg_segmentation_load_id (cards->shop.workspace, cards->id, &error);
	cards->profiles = seg_profiles (cards->shop.workspace, cards->segmentation, NULL, &error);
	g_assert_no_error (error);
}

static void
tear_down (Cards *cards, gconstpointer data)
{
	g_ptr_array_unref (cards->profiles);
	seg_segmentation_free (cards->segmentation);
	shop_tear_down (&cards->shop, data);
}

static SegPersona *
card (Cards *cards, guint number)
{
	g_autoptr (GError) error = NULL;
	SegPersona *persona = seg_persona (cards->shop.workspace, cards->segmentation, number, cards->profiles->pdata[number], &error);

	g_assert_no_error (error);
	return persona;
}

/* Conditions ------------------------------------------------------------------------------------------------------ */

static void
test_conditions (Cards *cards, gconstpointer data)
{
	static const char *const wrong[] = {
		"recency", "recency < 70", "recency index 70", "recency index <", "recency index < many", "index < 3", "orders share > 0.3", "users mean > 1",
		"recency index < 70 and", "recency index < 70 or value", "orders index < 70 days",
	};
	/* Segment 3 (u1, u6): 1 and 3 orders, everyone 1.0; 100 and 300 spent. Segment 2 (u2, u5). */
	static const struct { const char *condition; gboolean much; } right[] = {
		{ "", TRUE }, { "orders mean = 2", TRUE }, { "orders mean > 2", FALSE }, { "orders mean >= 2 and frequency index > 150", TRUE },
		{ "Orders median >= 2", TRUE }, { "value index > 150", TRUE }, { "value index < 150", FALSE }, { "value index < 150 or orders mean = 2", TRUE },
		{ "users share < 30%", TRUE }, { "users share < 0.28", FALSE }, { "revenue share > 50 %", TRUE }, { "revenue index > 200", TRUE },
		{ "orders effect > 0.5", TRUE }, { "nothing index > 1", FALSE }, { "nothing index < 1 or users share > 0", TRUE }, { "user.age mean = 45", TRUE },
	};

	(void) data;
	for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) error = NULL;

		g_assert_false (seg_play_check (wrong[i], &error));
		g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	}
	for (guint i = 0; i < G_N_ELEMENTS (right); i++) {
		g_autoptr (GPtrArray) tests = NULL;

		g_test_message ("%s", right[i].condition);
		g_assert_true (seg_play_check (right[i].condition, NULL));
		g_assert_cmpint (seg_play_applies (right[i].condition, cards->profiles->pdata[2], &tests), ==, right[i].much);
		for (guint j = 0; right[i].much && j < tests->len; j++)
			g_assert_true (((SegPlayTest *) tests->pdata[j])->holds);
	}
}

/* The playbook ---------------------------------------------------------------------------------------------------- */

static char *
book (Cards *cards)
{
	g_autoptr (GError) error = NULL;
	g_autoptr (GPtrArray) plays = seg_playbook (cards->shop.workspace, &error);
	g_autoptr (GString) text = g_string_new (NULL);

	g_assert_no_error (error);
	for (guint i = 0; i < plays->len; i++) {
		const SegPlay *play = plays->pdata[i];

		g_assert_true (seg_play_check (play->condition, NULL));
		g_string_append_printf (text, "%s|%s|%s|%s|%s|%s|%d%d\n", play->built_in, play->name, play->condition, play->action, play->offer, play->channel, play->enabled, play->edited);
	}
	return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_playbook (Cards *cards, gconstpointer data)
{
	SegWorkspace *workspace = cards->shop.workspace;
	g_autofree char *built_in = book (cards), *changed = NULL, *again = NULL, *path = g_build_filename (cards->shop.folder, "plays.ini", NULL);
	g_autoptr (SegPlay) own = seg_play_new ("Night owls", "orders mean > 1", "Write late", "Tea", "Post"), bad = seg_play_new ("x", "orders", "", "", "");
	g_autoptr (GError) error = NULL;
	guint n = 0;

	(void) data;
	g_assert_cmpint (shop_count (&cards->shop, "SELECT count(*) FROM play"), ==, 0);
	g_assert_cmpstr (seg_play_state (own), ==, "your own");
	g_assert_true (seg_playbook_change (workspace, 2, "action", "Ring them", &error));
	g_assert_true (seg_playbook_add (workspace, 1, own, &error));
	g_assert_true (seg_playbook_move (workspace, 1, 3, &error));
	g_assert_true (seg_playbook_enable (workspace, 4, FALSE, &error));
	g_assert_no_error (error);
	changed = book (cards);
	g_assert_nonnull (strstr (changed, "(null)|Night owls|orders mean > 1|Write late|Tea|Post|11\n"));
	g_assert_nonnull (strstr (changed, "|Ring them|"));
	g_assert_cmpint (shop_count (&cards->shop, "SELECT count(*) FROM play WHERE action IS NOT NULL"), ==, 2); /* the rest stays as built in, in any language */
	g_assert_true (seg_playbook_export (workspace, path, &error));
	g_assert_true (seg_playbook_reset (workspace, &error));
	again = book (cards);
	g_assert_cmpstr (again, ==, built_in);
	g_assert_true (seg_playbook_import (workspace, path, &n, &error));
	g_assert_no_error (error);
	g_free (again);
	again = book (cards);
	g_assert_cmpstr (again, ==, changed);
	g_assert_true (seg_history_undo (workspace, NULL, NULL, &error));
	g_assert_no_error (error);
	g_free (again);
	again = book (cards);
	g_assert_cmpstr (again, ==, built_in);
	g_assert_true (seg_playbook_change (workspace, 2, "action", "Ring them", &error) && seg_playbook_change (workspace, 2, "offer", "Tea", &error));
	g_free (changed);
	changed = book (cards);
	g_assert_true (seg_playbook_take_built_in (workspace, 2, &error));
	g_assert_no_error (error);
	g_free (again);
	again = book (cards);
	g_assert_cmpstr (again, ==, built_in);
	g_assert_true (seg_history_undo (workspace, NULL, NULL, &error)); /* all five fields are one edit */
	g_free (again);
	again = book (cards);
	g_assert_cmpstr (again, ==, changed);
	g_assert_true (seg_playbook_reset (workspace, &error));
	g_assert_false (seg_playbook_add (workspace, 1, bad, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	g_assert_false (seg_playbook_change (workspace, 1, "condition", "orders", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_ARGUMENT);
	g_clear_error (&error);
	g_assert_false (seg_playbook_change (workspace, 1, "colour", "red", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_clear_error (&error);
	g_assert_false (seg_playbook_move (workspace, 1, 99, &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	g_free (again);
	again = book (cards);
	g_assert_cmpstr (again, ==, built_in);
}

static void
test_wrong_files (Cards *cards, gconstpointer data)
{
	static const struct { const char *text; int code; } wrong[] = {
		{ "", SEG_ERROR_DATA }, { "[1]\nname=A\ncondition=orders\n", SEG_ERROR_DATA }, { "[1]\ncondition=\n", SEG_ERROR_DATA },
		{ "[1]\nname=A\nbuilt-in=new\n[2]\nname=B\nbuilt-in=new\n", SEG_ERROR_DATA }, { "no key file", SEG_ERROR_FILE }, { "[1]\nname=\xff\n", SEG_ERROR_FILE },
	};
	g_autofree char *path = g_build_filename (cards->shop.folder, "wrong.ini", NULL), *before = book (cards);

	(void) data;
	for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
		g_autoptr (GError) error = NULL;
		g_autofree char *after = NULL;
		guint n;

		g_assert_true (g_file_set_contents (path, wrong[i].text, -1, NULL));
		g_assert_false (seg_playbook_import (cards->shop.workspace, path, &n, &error));
		g_test_message ("%s", error->message);
		if (wrong[i].code == SEG_ERROR_DATA)
			g_assert_error (error, SEG_ERROR, SEG_ERROR_DATA);
		after = book (cards);
		g_assert_cmpstr (after, ==, before);
	}
}

/* Cards ----------------------------------------------------------------------------------------------------------- */

static void
test_card (Cards *cards, gconstpointer data)
{
	g_autoptr (SegPersona) persona = card (cards, 2);
	const SegPersonaPart *size = seg_persona_part (persona, "fact:size");
	guint n_facts = 0;

	(void) data;
	g_assert_cmpuint (persona->n_edited, ==, 0);
	g_assert_cmpstr (size->text, ==, "2 users, 28.6 % of all, bring 85.1 % of the revenue.");
	g_assert_cmpstr (size->filter, ==, "segment of \"all\" = 3");
	for (guint i = 0; i < persona->parts->len; i++) {
		const SegPersonaPart *part = persona->parts->pdata[i];
		g_autoptr (GError) error = NULL;
		g_autoptr (SegFilter) filter = NULL;

		if (!g_str_has_prefix (part->part, "fact:"))
			continue;
		n_facts++;
		g_assert_nonnull (part->source);
		filter = seg_filter_parse (cards->shop.workspace, cards->shop.set, part->filter, &error);
		g_assert_no_error (error);
		g_assert_nonnull (filter);
	}
	g_assert_cmpuint (n_facts, >, 3);
	g_assert_cmpuint (persona->play, >, 0);
	g_assert_nonnull (persona->because);
	g_assert_nonnull (seg_persona_part (persona, "action"));
}

static void
test_writing (Cards *cards, gconstpointer data)
{
	SegWorkspace *workspace = cards->shop.workspace;
	gint64 id = ((SegSegment *) cards->segmentation->segments->pdata[2])->id;
	g_autoptr (SegPersona) before = card (cards, 2), after = NULL, again = NULL, gone = NULL;
	g_autoptr (GError) error = NULL;
	guint n = before->parts->len;

	(void) data;
	g_assert_true (seg_persona_write (workspace, id, "name_zh", "大手笔", &error));
	g_assert_true (seg_persona_write (workspace, id, "fact:size", "", &error));
	g_assert_true (seg_persona_write (workspace, id, "fact:own 1", "They meet on Fridays.", &error));
	g_assert_true (seg_persona_write (workspace, id, "play", "dormant", &error));
	g_assert_no_error (error);
	after = card (cards, 2);
	g_assert_cmpstr (seg_persona_part (after, "name_zh")->text, ==, "大手笔");
	g_assert_true (seg_persona_part (after, "name_zh")->edited);
	g_assert_cmpstr (seg_persona_part (after, "name_zh")->proposed, ==, seg_persona_part (before, "name_zh")->text);
	g_assert_null (seg_persona_part (after, "fact:size"));
	g_assert_cmpstr (seg_persona_part (after, "fact:own 1")->text, ==, "They meet on Fridays.");
	g_assert_null (seg_persona_part (after, "fact:own 1")->proposed);
	g_assert_cmpstr (seg_persona_part (after, "play")->text, ==, "Dormant");
	g_assert_true (after->play_chosen);
	g_assert_cmpuint (after->n_edited, ==, 4);
	g_assert_cmpuint (after->parts->len, ==, n);
	g_assert_true (seg_history_undo (workspace, NULL, NULL, &error));
	again = card (cards, 2);
	g_assert_cmpstr (seg_persona_part (again, "play")->text, ==, seg_persona_part (before, "play")->text);
	g_assert_true (seg_persona_write (workspace, id, "name_zh", NULL, &error));
	g_assert_true (seg_persona_reset (workspace, id, &error));
	g_assert_no_error (error);
	gone = card (cards, 2);
	g_assert_cmpuint (gone->n_edited, ==, 0);
	g_assert_false (seg_persona_write (workspace, id, "colour", "red", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_USAGE);
	g_clear_error (&error);
	g_assert_false (seg_persona_write (workspace, id, "play", "nothing", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
	g_clear_error (&error);
	g_assert_false (seg_persona_write (workspace, 999, "name", "x", &error));
	g_assert_error (error, SEG_ERROR, SEG_ERROR_NOT_FOUND);
}

/* The catalogue of messages, found where the program finds it. */
static void
test_translation (void)
{
	const char *folder = g_getenv ("SEGSCOPE_LOCALE");

	g_assert_cmpstr (seg_translate_into ("en", "many orders"), ==, "many orders");
	g_assert_cmpstr (seg_translate_into ("xx", "many orders"), ==, "many orders");
	if (folder == NULL) {
		g_test_skip ("SEGSCOPE_LOCALE names no catalogues");
		return;
	}
	bindtextdomain ("segscope", folder);
	g_assert_cmpstr (seg_translate_into ("zh_CN", "many orders"), ==, "订单多");
	g_assert_cmpstr (seg_translate_into ("zh_CN", "no message of the program"), ==, "no message of the program");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/persona/translation", test_translation);
	g_test_add ("/persona/conditions", Cards, NULL, set_up, test_conditions, tear_down);
	g_test_add ("/persona/playbook", Cards, NULL, set_up, test_playbook, tear_down);
	g_test_add ("/persona/wrong-files", Cards, NULL, set_up, test_wrong_files, tear_down);
	g_test_add ("/persona/card", Cards, NULL, set_up, test_card, tear_down);
	g_test_add ("/persona/writing", Cards, NULL, set_up, test_writing, tear_down);
	return g_test_run ();
}
