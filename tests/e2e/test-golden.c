/* How every screen looks: golden screens in tests/data/golden, reviewed by eye, in three sizes, two languages and three schemes of colours, over the
 * demo workspace, one of three crowds, and an empty one. All screens of routes.c are among them, and what golden-looks.c adds. What differs from run to run (today's date,
 * durations) is shown as #.
 *
 * After a change of screens: SEGSCOPE_UPDATE_GOLDEN=1 make check-golden writes them anew; look at the difference before committing it. Files of
 * screens that are no longer there have to be removed by hand. SEGSCOPE_GOLDEN=name,name looks at these only (which may differ, where what was
 * done on other screens before shows). Files ending in .ans hold the colours as well: cat shows them in a terminal of 80 columns.
 *
 * The program says itself when a screen is done (SEGSCOPE_TELL_STILL), so that nothing here depends on how fast it was. */
#include <config.h>

#include <glib/gstdio.h>
#include <string.h>

#include "command.h"
#include "golden.h"
#include "routes.h"
#include "support/folder.h"
#include "terminal.h"

#define MOST_BACK 12 /* times Esc until a screen of the rail is there */
#define SMALL_ROWS 12
#define SMALL_COLUMNS 50

typedef struct {
	int rows, columns;
	const char *texts, *colours; /* folder for what is seen, or NULL */
} Size;

/* One program, shown in several sizes. */
typedef struct {
	const char *name, *language, *scheme;
	Size sizes[4]; /* the first is that in which keys are pressed; ends with 0 rows */
} Run;

static const Run runs[] = {
	{ "english", "en", "dark", { { 24, 80, "en-80x24", "dark" }, { 36, 120, "en-120x36", NULL }, { 60, 200, "en-200x60", NULL } } },
	{ "chinese", "zh_CN", "dark", { { 24, 80, "zh-80x24", NULL }, { 36, 120, "zh-120x36", NULL }, { 60, 200, "zh-200x60", NULL } } },
	{ "high-contrast", "en", "high-contrast", { { 24, 80, NULL, "high-contrast" } } },
	{ "mono", "en", "mono", { { 24, 80, NULL, "mono" } } },
};

/* A run that goes on. */
typedef struct {
	const Run *run;
	const char *template; /* folder with demo.seg */
	char      *folder;
	Terminal  *terminal;
	GString   *report; /* what differs */
	guint      n_looks, n_different;
} Session;

static void
copy_file (const char *template, const char *folder, const char *name)
{
	g_autofree char *from = g_build_filename (template, name, NULL), *to = g_build_filename (folder, name, NULL), *bytes = NULL;
	gsize size;

	g_assert_true (g_file_get_contents (from, &bytes, &size, NULL));
	g_assert_true (g_file_set_contents_full (to, bytes, (gssize) size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Begins the program with the workspace @name, or with none. */
static void
begin (Session *session, const char *name)
{
	const Run *run = session->run;
	g_autofree char *settings = g_strdup_printf ("XDG_CONFIG_HOME=%s/settings", session->folder);
	g_autofree char *locale = g_strdup_printf ("SEGSCOPE_LOCALE_DIR=%s", g_getenv ("SEGSCOPE_LOCALE") != NULL ? g_getenv ("SEGSCOPE_LOCALE") : "");

	session->terminal = terminal_start_in (session->folder, run->sizes[0].rows, run->sizes[0].columns,
	                                       (const char *const[]) { settings, locale, "SEGSCOPE_TELL_STILL=1", NULL },
	                                       (const char *const[]) { "segscope", name, NULL });
	terminal_wait_still (session->terminal);
}

static void
end (Session *session)
{
	terminal_keys (session->terminal, "q");
	g_assert_cmpint (terminal_wait_exit (session->terminal), ==, 0);
	terminal_assert_restored (session->terminal);
	g_clear_pointer (&session->terminal, terminal_free);
}

/* Each key when what the one before it began has ended. */
static void
press (Session *session, const char *keys)
{
	while (*keys != '\0') {
		const char *after = *keys == '<' ? strchr (keys, '>') + 1 : g_utf8_next_char (keys);
		g_autofree char *key = g_strndup (keys, (gsize) (after - keys));

		terminal_keys (session->terminal, key);
		terminal_wait_still (session->terminal);
		keys = after;
	}
}

/* The line of keys is empty then. */
static gboolean
is_dialog_open (Session *session)
{
	g_autofree char *keys = terminal_row (session->terminal, session->run->sizes[0].rows - 1);

	return *keys == '\0';
}

/* Back to a screen of the rail: until Esc changes nothing. What was changed and is not kept goes. */
static void
go_home (Session *session)
{
	g_autofree char *before = terminal_screen (session->terminal);

	for (guint i = 0; i < MOST_BACK; i++) {
		const gboolean was_open = is_dialog_open (session);
		char *now;

		press (session, "<Esc>");
		if (!was_open && is_dialog_open (session))
			press (session, "y");
		now = terminal_screen (session->terminal);
		if (strcmp (now, before) == 0) {
			g_free (now);
			return;
		}
		g_free (before);
		before = now;
	}
}

static void
check (Session *session, const Size *size, const char *name, gboolean colours)
{
	g_autofree char *file = g_strdup_printf ("golden/%s/%s.%s", colours ? size->colours : size->texts, name, colours ? "ans" : "txt");
	g_autofree char *path = g_build_filename (g_getenv ("SEGSCOPE_TEST_DATA"), file, NULL);
	g_autofree char *picture = golden_picture (session->terminal, size->rows, size->columns, colours);

	session->n_looks++;
	session->n_different += !golden_check (path, picture, session->report);
}

/* The screen in all sizes; afterwards in the first again. */
static void
check_sizes (Session *session, const char *name)
{
	const Size *sizes = session->run->sizes;

	for (guint i = 0; i < G_N_ELEMENTS (session->run->sizes) && sizes[i].rows > 0; i++) {
		if (i > 0) {
			terminal_resize (session->terminal, sizes[i].rows, sizes[i].columns);
			terminal_wait_still (session->terminal);
		}
		if (sizes[i].texts != NULL)
			check (session, &sizes[i], name, FALSE);
		if (sizes[i].colours != NULL)
			check (session, &sizes[i], name, TRUE);
	}
	if (sizes[1].rows > 0) {
		terminal_resize (session->terminal, sizes[0].rows, sizes[0].columns);
		terminal_wait_still (session->terminal);
	}
}

static gboolean
is_wanted (const char *name)
{
	g_auto (GStrv) names = g_getenv ("SEGSCOPE_GOLDEN") != NULL ? g_strsplit (g_getenv ("SEGSCOPE_GOLDEN"), ",", -1) : NULL;

	return names == NULL || g_strv_contains ((const char *const *) names, name);
}

static void
look (Session *session, const char *name, const char *keys, const char *back)
{
	if (!is_wanted (name))
		return;
	go_home (session);
	press (session, keys);
	check_sizes (session, name);
	if (back != NULL) {
		press (session, "<Esc>");
		press (session, back);
	}
}

static void
look_at_all (Session *session, const Look *looks)
{
	for (guint i = 0; looks[i].name != NULL; i++)
		look (session, looks[i].name, looks[i].keys, looks[i].back);
	go_home (session);
}

static void
look_at_demo (Session *session)
{
	begin (session, "demo.seg");
	press (session, golden_first);
	for (guint i = 0; routes[i].view != NULL; i++)
		if (!golden_leaves_out (routes[i].view))
			look (session, routes[i].view, routes[i].keys, NULL);
	look_at_all (session, golden_looks);
	end (session);
}

static void
look_at (Session *session, const char *workspace, const Look *looks)
{
	begin (session, workspace);
	look_at_all (session, looks);
	end (session);
}

static void
look_at_start (Session *session)
{
	begin (session, NULL);
	look (session, "start", "", NULL);
	end (session);
}

/* Any terminal may be too small; said in a sentence. */
static void
look_at_small (Session *session)
{
	const Size *first = &session->run->sizes[0];

	begin (session, "empty.seg");
	terminal_resize (session->terminal, SMALL_ROWS, SMALL_COLUMNS);
	terminal_wait_still (session->terminal);
	if (first->texts != NULL && is_wanted ("small"))
		check (session, &(Size) { SMALL_ROWS, SMALL_COLUMNS, first->texts, NULL }, "small", FALSE);
	end (session);
}

static gpointer
go_through (gpointer data)
{
	Session *session = data;
	g_autofree char *text = g_strdup_printf ("[interface]\nlanguage=%s\nscheme=%s\n", session->run->language, session->run->scheme);
	g_autofree char *settings = g_build_filename (session->folder, "settings", "segscope", NULL), *file = g_build_filename (settings, "segscope.conf", NULL);

	g_assert_cmpint (g_mkdir_with_parents (settings, 0700), ==, 0);
	g_assert_true (g_file_set_contents (file, text, -1, NULL));
	copy_file (session->template, session->folder, "demo.seg");
	copy_file (session->template, session->folder, "later.seg");
	copy_file (session->template, session->folder, "crowds.seg");
	copy_file (session->template, session->folder, "more.csv");
	look_at_start (session);
	look_at_demo (session);
	look_at (session, "later.seg", golden_later_looks);
	look_at (session, "crowds.seg", golden_crowds_looks);
	look_at (session, "empty.seg", golden_empty_looks);
	look_at_small (session);
	return NULL;
}

/* Side by side: mostly they wait, and what they compute is the same in each. */
static void
test_looks (void)
{
	Session sessions[G_N_ELEMENTS (runs)] = { 0 };
	GThread *threads[G_N_ELEMENTS (runs)];
	char *english = golden_workspaces ("en"), *chinese = golden_workspaces ("zh_CN");
	guint n_different = 0;

	for (gsize i = 0; i < G_N_ELEMENTS (runs); i++) {
		sessions[i] = (Session) { .run = &runs[i], .template = strcmp (runs[i].language, "en") == 0 ? english : chinese, .folder = test_folder_new (), .report = g_string_new (NULL) };
		threads[i] = g_thread_new (runs[i].name, go_through, &sessions[i]);
	}
	for (gsize i = 0; i < G_N_ELEMENTS (runs); i++) {
		g_thread_join (threads[i]);
		g_test_message ("%s: %u screens, of which %u differ\n%s", runs[i].name, sessions[i].n_looks, sessions[i].n_different, sessions[i].report->str);
		n_different += sessions[i].n_different;
		g_string_free (sessions[i].report, TRUE);
		test_folder_remove (sessions[i].folder);
	}
	test_folder_remove (english);
	test_folder_remove (chinese);
	g_assert_cmpuint (n_different, ==, 0);
}

static void
left_out (void)
{
	g_test_skip ("the looks are the same under sanitizers, and are compared without them");
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	g_test_add_func ("/golden/left-out", left_out);
	return g_test_run ();
#else
	(void) left_out;
#endif
	g_test_add_func ("/golden", test_looks);
	return g_test_run ();
}
