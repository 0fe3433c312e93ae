/* The steps Recommend and Campaigns without a terminal: what is counted and kept by keys is what the workspace then holds. */
#include <config.h>
#include <glib.h>
#include <locale.h>
#include <string.h>

#include "campaign-fixture.h"
#include "tui-app.h"

/* fixture_company(): 90 people in segments, of whom 54 have said yes to e-mail. */
static SegApp *
open_company (Fixture *fixture)
{
	fixture_company (fixture);
	return new_app (fixture->path);
}

static void
visit (SegApp *app, int key)
{
	press (app, key);
	settle (app);
}

static void
enter_text (SegApp *app, const char *text)
{
	press (app, SEG_CTRL ('u'));
	press_text (app, text);
	press (app, SEG_KEY_ENTER);
	settle (app);
}

/* The people eligible by the funnel on the screen are those @condition holds for. */
static void
assert_eligible (SegApp *app, Fixture *fixture, const char *condition)
{
	g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM user LEFT JOIN membership ON user_id = id WHERE %s", condition);
	g_autofree char *screen = draw_app (app, 100, 30);
	const char *line = strstr (screen, "Eligible");

	g_assert_nonnull (line);
	g_assert_cmpint (g_ascii_strtoll (line + strlen ("Eligible"), NULL, 10), ==, fixture_count (fixture, sql));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
	SegApp *app = new_app (fixture->path);

	(void) data;
	visit (app, '7');
	assert_shows (app, "Nothing to recommend yet");
	press (app, 'E');
	assert_shows (app, "Nothing to recommend yet");
	visit (app, '8');
	assert_shows (app, "nobody to talk to");
	press (app, 'n');
	assert_shows (app, "nobody to talk to");
	seg_app_free (app);
}

static void
test_builder (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_company (fixture);

	(void) data;
	visit (app, '8');
	assert_shows (app, "No campaigns yet");
	visit (app, 'n');
	assert_eligible (app, fixture, "segment_id IS NOT NULL AND consent = 1");
	press (app, 's'); /* only A */
	press (app, SEG_KEY_DOWN);
	press (app, ' ');
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "1 of 2: A");
	assert_eligible (app, fixture, "id <= 60 AND consent = 1");
	press (app, 'f');
	enter_text (app, "citty = 上海");
	assert_shows (app, "there is no \"citty\"");
	enter_text (app, "city = 上海");
	assert_eligible (app, fixture, "id <= 60 AND consent = 1 AND city = '上海'");
	press (app, 'C');
	assert_shows (app, "Leave consent aside?");
	enter_text (app, " ");
	assert_shows (app, "This needs a reason");
	enter_text (app, "they asked for it");
	assert_shows (app, "NOT asked for");
	assert_eligible (app, fixture, "id <= 60 AND city = '上海'");
	visit (app, 'C');
	press (app, 'c');
	enter_text (app, "95 %");
	assert_shows (app, "not a share from 0 to 90 %");
	enter_text (app, "0");
	assert_shows (app, "Why is nobody held back?");
	enter_text (app, "a test");
	assert_shows (app, "Nobody is held back");
	press (app, 's'); /* neither: everyone, in a segment or not */
	press (app, 'n');
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "everyone, in a segment or not");
	assert_eligible (app, fixture, "consent = 1 AND city = '上海'");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign"), ==, 0);
	seg_app_free (app);
}

/* From an empty step to a list that is kept. */
static SegApp *
make_list (Fixture *fixture)
{
	SegApp *app = open_company (fixture);

	visit (app, '8');
	visit (app, 'n');
	press (app, SEG_KEY_ENTER); /* the cursor stands on "make the list" */
	assert_shows (app, "Name of the campaign");
	enter_text (app, "");
	assert_shows (app, "A name is needed");
	enter_text (app, "春天");
	assert_shows (app, "Campaign \"春天\"");
	assert_shows (app, "not exported yet");
	return app;
}

/* Made, opened, shown person by person, deleted. */
static void
test_campaign (Fixture *fixture, gconstpointer data)
{
	SegApp *app = make_list (fixture);

	(void) data;
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign_member"), ==,
	                 fixture_count (fixture, "SELECT count(*) FROM user, membership WHERE user_id = id AND consent = 1"));
	press (app, SEG_KEY_ENTER); /* u1 has all that anybody bought */
	assert_shows (app, "No message is written for this person");
	assert_shows (app, "person 1 of ");
	press (app, SEG_KEY_RIGHT);
	assert_shows (app, "person 2 of ");
	press (app, SEG_KEY_ESCAPE);
	press (app, 'G');
	press (app, SEG_KEY_UP); /* u89 of B, of whom nothing is known */
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "they took nothing yet; popular in");
	press (app, SEG_KEY_ESCAPE);
	visit (app, 'a');
	assert_shows (app, "held back: gets nothing");
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "Held back by lot: gets nothing");
	press (app, SEG_KEY_ESCAPE);
	press (app, 'D');
	assert_shows (app, "with its list?");
	visit (app, 'y');
	assert_shows (app, "No campaigns yet");
	seg_app_free (app);
}

/* The second column alone, then as a service wants it. */
static void
test_export (Fixture *fixture, gconstpointer data)
{
	SegApp *app = make_list (fixture);
	g_autofree char *path = g_build_filename (fixture->folder, "list.csv", NULL), *text = NULL;

	(void) data;
	visit (app, 'e');
	assert_shows (app, "Write the list of");
	assert_shows (app, "The first rows, as they will be in the file:");
	press (app, 'c');
	press (app, SEG_KEY_DOWN); /* choose columns from all: only what the second line says */
	press (app, SEG_KEY_ENTER);
	press (app, 'n');
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "at least one column");
	press (app, SEG_KEY_DOWN);
	press (app, ' ');
	visit (app, SEG_KEY_ENTER);
	press (app, 'w');
	enter_text (app, path);
	assert_shows (app, "The list is written");
	press (app, SEG_KEY_ESCAPE);
	visit (app, SEG_KEY_ESCAPE);
	assert_shows (app, "exported 20");
	text = test_file_read (path);
	g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBFmail\r\n"));
	g_assert_null (strstr (text, ","));
	visit (app, 'e');
	press (app, 'p'); /* a service: hashes of what is known */
	for (int i = 0; i < 4; i++)
		press (app, SEG_KEY_DOWN);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "Meta custom audience");
	assert_shows (app, "e-mail address = mail");
	press (app, 'w');
	enter_text (app, path);
	assert_shows (app, "Write over it?");
	press (app, SEG_KEY_ESCAPE);
	press (app, SEG_KEY_ESCAPE);
	assert_shows (app, "What was changed");
	visit (app, 'y');
	visit (app, SEG_KEY_ESCAPE);
	press (app, 'D');
	assert_shows (app, "was exported and stays");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign"), ==, 1);
	seg_app_free (app);
}

/* Written line by line beside the person who reads it, and kept with the campaign. */
static void
test_message (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_company (fixture);

	(void) data;
	visit (app, '8');
	visit (app, 'n');
	press (app, 'a');
	enter_text (app, "2");
	visit (app, 'm');
	assert_shows (app, "Nothing is written yet");
	assert_shows (app, "1/54");
	press (app, SEG_KEY_ENTER);
	enter_text (app, "Hi {nam}");
	assert_shows (app, "There is no field {nam}");
	enter_text (app, "Hi {key}");
	press (app, 'o');
	enter_text (app, "{offer|nothing new} for {terms}");
	assert_shows (app, "\"nothing new\" is put instead");
	assert_shows (app, "! {terms} is missing");
	assert_shows (app, "reads the message for everyone");
	press (app, 'v'); /* everyone, A, B, segments, ... */
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_DOWN);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "the message for arm B");
	press (app, 'o');
	enter_text (app, "for B");
	assert_shows (app, "arm B · segment");
	assert_shows (app, "reads the message for arm B");
	press (app, 'p');
	enter_text (app, "u4");
	assert_shows (app, "would not be on the list: no e-mail consent");
	press (app, SEG_KEY_ESCAPE);
	press (app, 'p');
	enter_text (app, "u7");
	assert_shows (app, "u7 · ");
	press (app, SEG_KEY_ESCAPE);
	assert_shows (app, "2 messages");
	press (app, 'w');
	enter_text (app, "written");
	g_assert_cmpint (fixture_count (fixture, "SELECT json_array_length (options, '$.messages') FROM campaign"), ==, 2);
	seg_app_free (app);
}

/* The catalogue: an offer is written, changed, put into a campaign, and says where it is used. */
static void
test_offers (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_company (fixture);

	(void) data;
	visit (app, '8');
	visit (app, 'o');
	assert_shows (app, "No offers yet");
	press (app, 'n');
	enter_text (app, "spring");
	assert_shows (app, "Offer \"spring\"");
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	enter_text (app, "a fifth off");
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	enter_text (app, "much");
	assert_shows (app, "is not an amount");
	enter_text (app, "12.5");
	assert_shows (app, "12.50 for each person who takes it");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM offer WHERE name = 'spring' AND text = 'a fifth off' AND cost = 12.5"), ==, 1);
	visit (app, 'c');
	press (app, 'w');
	enter_text (app, "with it");
	assert_shows (app, "Campaign \"with it\"");
	press (app, SEG_KEY_ESCAPE);
	assert_shows (app, "Offered by \"with it\"");
	visit (app, SEG_KEY_ESCAPE);
	assert_shows (app, "1 campaign");
	press (app, 'D');
	assert_shows (app, "and stays; X puts it away");
	visit (app, 'X');
	g_assert_cmpint (fixture_count (fixture, "SELECT archived FROM offer"), ==, 1);
	press (app, 'p');
	visit (app, SEG_KEY_ENTER); /* what the first play proposes */
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM offer WHERE text <> ''"), ==, 2);
	seg_app_free (app);
}

/* Rules for contacts: nothing without a reason, and everything seen later. */
static void
test_contact (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_company (fixture);

	(void) data;
	visit (app, '8');
	visit (app, 'c');
	assert_shows (app, "nobody is contacted twice in 7 days");
	press (app, SEG_KEY_ENTER);
	enter_text (app, "often");
	assert_shows (app, "is not what is asked for");
	enter_text (app, "9");
	enter_text (app, " ");
	assert_shows (app, "This needs a reason");
	enter_text (app, "calmer");
	assert_shows (app, "nobody is contacted twice in 9 days");
	visit (app, 'd');
	assert_shows (app, "Nobody is on this list");
	press (app, 'n');
	enter_text (app, "u1, u2, nobody");
	press (app, SEG_KEY_ENTER); /* by no channel */
	enter_text (app, "asked by phone");
	assert_shows (app, "1 of the keys are of no user so far");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM do_not_contact"), ==, 3);
	press (app, 'D'); /* the first: nobody */
	enter_text (app, "a mistake");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM do_not_contact"), ==, 2);
	visit (app, SEG_KEY_ESCAPE);
	visit (app, 'L');
	assert_shows (app, "calmer");
	assert_shows (app, "Not to contact any more: 3");
	seg_app_free (app);
}

/* Who first, and how long the list should be: the length under the cursor is taken. */
static void
test_allocation (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	fixture_company (fixture);
	fixture_execute (fixture, "ALTER TABLE user ADD COLUMN worth REAL; UPDATE user SET worth = id;"
	                 "INSERT INTO attribute (entity, name, label, type) VALUES ('user', 'worth', 'W', 'number')");
	app = new_app (fixture->path);
	visit (app, '8');
	visit (app, 'n');
	press (app, 'R');
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "Say first by what people come first");
	press (app, 'R');
	press (app, SEG_KEY_ENTER);
	press (app, 'G'); /* the last column of numbers: worth */
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "the highest worth");
	press (app, 'R');
	for (int i = 0; i < 3; i++)
		press (app, SEG_KEY_DOWN);
	visit (app, SEG_KEY_ENTER);
	press (app, '$');
	enter_text (app, "30 0");
	assert_shows (app, "nobody who costs more");
	press (app, 'R');
	press (app, 'G');
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "No list of another length leaves more");
	for (int i = 0; i < 20; i++)
		press (app, SEG_KEY_LEFT);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "are sent to.");
	assert_shows (app, "with the highest worth");
	press (app, 'p');
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	enter_text (app, "2026-03-05");
	press (app, 'p');
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_ENTER);
	enter_text (app, "2026-03-01");
	assert_shows (app, "cannot end before it begins");
	enter_text (app, "2026-03-31");
	press (app, 'w');
	enter_text (app, "planned");
	assert_shows (app, "2026-03-05 – 2026-03-31");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign WHERE starts_on IS NOT NULL AND json_extract (options, '$.limit') > 0"), ==, 1);
	seg_app_free (app);
}

/* Two campaigns beside each other, how far each is, and what was done to them. */
static void
test_beside (Fixture *fixture, gconstpointer data)
{
	g_autoptr (SegCampaignDraft) draft = fixture_draft (fixture_company (fixture), "one");
	SegApp *app;

	(void) data;
	draft->n_recommendations = 0;
	seg_campaign_free (fixture_create (fixture, draft));
	g_free (draft->name);
	draft->name = g_strdup ("other");
	draft->control_share = 0.5;
	seg_campaign_draft_override (draft, SEG_SUPPRESS_CONTACTED, "a trial");
	seg_campaign_free (fixture_create (fixture, draft));
	app = new_app (fixture->path);
	visit (app, '8');
	visit (app, 'b');
	assert_shows (app, "Campaigns side by side");
	assert_shows (app, "50 %");
	press (app, SEG_KEY_ESCAPE);
	press (app, 't');
	press (app, SEG_KEY_DOWN);
	press (app, SEG_KEY_DOWN);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "count as contacted from now on");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM campaign WHERE name = 'other' AND status = 'running' AND exported_at IS NOT NULL"), ==, 1);
	visit (app, SEG_KEY_ENTER);
	visit (app, 'L');
	assert_shows (app, "Marked as running");
	assert_shows (app, "Not asked for: who was contacted");
	assert_shows (app, "a trial");
	seg_app_free (app);
}

static void
test_without_consent_column (Fixture *fixture, gconstpointer data)
{
	SegApp *app;

	(void) data;
	fixture_company (fixture);
	fixture_execute (fixture, "UPDATE attribute SET field = NULL");
	app = new_app (fixture->path);
	visit (app, '8');
	visit (app, 'n');
	assert_shows (app, "Nothing that was imported says who agreed");
	press (app, SEG_KEY_ENTER);
	assert_shows (app, "There is nobody to send to yet");
	press (app, 'C');
	assert_shows (app, "Go without consent?");
	enter_text (app, "they asked for it");
	assert_eligible (app, fixture, "segment_id IS NOT NULL");
	seg_app_free (app);
}

static void
test_recommend (Fixture *fixture, gconstpointer data)
{
	SegApp *app = open_company (fixture);
	g_autofree char *path = g_build_filename (fixture->folder, "audience.csv", NULL), *text = NULL;

	(void) data;
	visit (app, '7');
	assert_shows (app, "Bought by");
	press (app, '/');
	press_text (app, "I3");
	press (app, SEG_KEY_ENTER);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "30 people do not have it yet"); /* 21..50 bought the other two */
	press (app, SEG_KEY_RIGHT);
	assert_shows (app, "20 of 20 who bought");
	press (app, 'e');
	enter_text (app, path);
	text = test_file_read (path);
	g_assert_true (g_str_has_prefix (text, "\xEF\xBB\xBFrank,key,segment,score\r\n1,u21,A,"));
	press (app, 'c'); /* kept as a list, and a campaign for them */
	enter_text (app, "for I3");
	assert_shows (app, "New campaign");
	assert_shows (app, "rule = \"for I3\"");
	press (app, SEG_KEY_ESCAPE);
	press (app, SEG_KEY_ESCAPE);
	visit (app, 't');
	assert_shows (app, "segment 1 of 2");
	assert_shows (app, "Times everyone");
	visit (app, SEG_KEY_RIGHT);
	assert_shows (app, "fewer than 5 took any one item");
	visit (app, 'c'); /* a campaign for B */
	assert_shows (app, "1 of 2: B");
	visit (app, '7');
	press (app, SEG_KEY_ESCAPE);
	visit (app, 'E'); /* by time 11 of them bought late */
	assert_shows (app, "at least 20 are needed");
	press (app, 'w');
	press (app, SEG_KEY_DOWN);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "tested on 50 people");
	assert_shows (app, "Proposed: ");
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "took 0 to 2 items before");
	press (app, SEG_KEY_ESCAPE);
	press (app, 'n');
	enter_text (app, "1");
	assert_shows (app, "1 item offered");
	visit (app, 'u');
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM setting WHERE name = 'recommender'"), ==, 1);
	visit (app, 't');
	assert_shows (app, "Tests of recommendations");
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM evaluation"), ==, 2);
	press (app, 'x');
	visit (app, 'y');
	g_assert_cmpint (fixture_count (fixture, "SELECT count(*) FROM evaluation"), ==, 1);
	visit (app, SEG_KEY_ENTER);
	assert_shows (app, "10 items offered");
	seg_app_free (app);
}

static void
add_test (const char *path, void (*function) (Fixture *, gconstpointer))
{
	g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down);
}

int
main (int argc, char **argv)
{
	setlocale (LC_ALL, "C.UTF-8");
	g_test_init (&argc, &argv, NULL);
	add_test ("/tui/campaigns/empty", test_empty);
	add_test ("/tui/campaigns/builder", test_builder);
	add_test ("/tui/campaigns/campaign", test_campaign);
	add_test ("/tui/campaigns/export", test_export);
	add_test ("/tui/campaigns/message", test_message);
	add_test ("/tui/campaigns/offers", test_offers);
	add_test ("/tui/campaigns/contact", test_contact);
	add_test ("/tui/campaigns/allocation", test_allocation);
	add_test ("/tui/campaigns/beside", test_beside);
	add_test ("/tui/campaigns/without-consent-column", test_without_consent_column);
	add_test ("/tui/recommend", test_recommend);
	return g_test_run ();
}
