/* A walk without a plan: keys at random on every screen. The interface must neither crash nor hang nor leave the terminal in
 * disorder, whatever is pressed. The walks are the same in every run, as far as the speed of the machine lets them be. */
#include <config.h>

#include <signal.h>

#include "sample.h"
#include "support/folder.h"
#include "terminal.h"

#define N_KEYS 200
#define N_WALKS 3 /* or as many as SEGSCOPE_TEST_WALKS says, for a long soak */

/* One of the keys a person may press; q and Ctrl-Z, which leave, are not among them. Digits and Tab change screens. */
static char *
random_key (GRand *rand)
{
	static const char *const named[] = {
		"<Enter>", "<Enter>", "<Up>", "<Down>", "<Down>", "<Left>", "<Right>", "<Tab>", "<S-Tab>", "<PageUp>", "<PageDown>",
		"<Home>", "<End>", "<Backspace>", "<Space>", "<Esc>", "<Esc>", "<Delete>", "<C-c>", "<C-l>", "<F1>",
	};
	static const char plain[] = "abcdefghijklmnoprstuvwxyzABCDEGHIJKLMNOPRSTUVWXYZ1234567812345678/:?[]+-=.,%<";
	gint32 choice = g_rand_int_range (rand, 0, 100);

	if (choice < 40)
		return g_strdup (named[g_rand_int_range (rand, 0, G_N_ELEMENTS (named))]);
	if (choice < 43)
		return g_strdup ("数");
	choice = g_rand_int_range (rand, 0, sizeof plain - 1);
	return plain[choice] == '<' ? g_strdup ("<lt>") : g_strndup (plain + choice, 1);
}

static void
walk (guint32 seed, int rows, int columns)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autofree char *path = sample_copy (folder);
	g_autoptr (Terminal) terminal = terminal_start_in (folder, rows, columns, NULL, (const char *const[]) { "segscope", path, NULL });
	g_autoptr (GString) pressed = g_string_new (NULL);
	GRand *rand = g_rand_new_with_seed (seed);

	terminal_wait_for (terminal, "sample.seg");
	for (int i = 0; i < N_KEYS && terminal_is_running (terminal); i++) {
		g_autofree char *key = random_key (rand);

		g_string_append (pressed, key);
		terminal_keys (terminal, key);
		terminal_settle (terminal, i % 10 == 0 ? 50 : 5);
		if (i % 100 == 50)
			terminal_resize (terminal, g_rand_int_range (rand, 1, 60), g_rand_int_range (rand, 1, 180));
		if (i % 100 == 60)
			terminal_resize (terminal, rows, columns);
	}
	g_rand_free (rand);
	if (terminal_is_running (terminal)) {
		terminal_signal (terminal, SIGTERM);
		if (terminal_wait_exit (terminal) == 128 + SIGTERM) {
			terminal_assert_restored (terminal);
			return;
		}
	} else if (terminal_wait_exit (terminal) == 0) { /* the walk found "quit" in the palette */
		terminal_assert_restored (terminal);
		return;
	}
	g_test_message ("pressed: %s", pressed->str);
	terminal_fail (G_STRLOC, terminal, "the program did not end in order");
}

static void
test_walk (gconstpointer data)
{
	static const int sizes[][2] = { { 24, 80 }, { 50, 160 }, { 16, 60 } };
	guint number = GPOINTER_TO_UINT (data);

	walk (number, sizes[number % 3][0], sizes[number % 3][1]);
}

int
main (int argc, char **argv)
{
	const char *wanted = g_getenv ("SEGSCOPE_TEST_WALKS");
	guint n_walks = wanted != NULL ? (guint) g_ascii_strtoull (wanted, NULL, 10) : N_WALKS;

	g_test_init (&argc, &argv, NULL);
	for (guint number = 1; number <= n_walks; number++) {
		g_autofree char *name = g_strdup_printf ("/walk/%u", number);

		g_test_add_data_func (name, GUINT_TO_POINTER (number), test_walk);
	}
	return g_test_run ();
}
