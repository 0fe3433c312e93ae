/* Wide logs and the policy for orders by keys: what a column becomes, the same file again, what refunds count for. */
#include <config.h>

#include <string.h>

#include "command.h"
#include "support/folder.h"
#include "terminal.h"

static void
write_log (const char *folder, const char *name)
{
	g_free (test_folder_write (folder, name,
		"order_id,user_id,sku,at,amount,quantity,Country,taste\n"
		"1,u1,Go,2024-01-01,100,1,France,red\n1,u1,C,2024-01-01,50,1,France,blue\n2,u2,Go,2024-01-02,100,1,Spain,red\n"
		"3,u1,Go,2024-01-03,-100,-1,France,red\n4,u2,C,2024-01-04,50,1,Spain,green\ntest-1,u2,C,2024-01-05,700,1,Spain,red\n"));
}

static void
choose_file (Terminal *terminal, const char *name)
{
	terminal_keys (terminal, "ip");
	terminal_wait_for (terminal, "Enter accept");
	terminal_keys (terminal, name);
	terminal_keys (terminal, "<Enter>");
}

static void
test_keys (void)
{
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = terminal_start_in (folder, 30, 110, NULL, (const char *const[]) { "segscope", "w.seg", NULL });

	write_log (folder, "log.csv");
	terminal_wait_for (terminal, "No data yet");
	choose_file (terminal, "log.csv");
	terminal_wait_for (terminal, "This file holds: purchases");
	terminal_assert_shows (terminal, "attribute of the user"); /* Country */
	/* the last column becomes an attribute of the item */
	terminal_keys (terminal, "G<Enter>");
	terminal_wait_for (terminal, "describes what it was");
	terminal_keys (terminal, "G<Up><Enter>");
	terminal_wait_for (terminal, "attribute of the item");
	terminal_keys (terminal, "i");
	terminal_wait_for (terminal, "log.csv is imported");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "netted, test orders dropped"); /* 100 + 50 + 100 - 100 + 50 */
	/* refunds are kept: they are not taken off */
	terminal_keys (terminal, "p");
	terminal_wait_for (terminal, "Orders: revenue 200.00 under this policy");
	terminal_assert_shows (terminal, "1 line ·");
	terminal_keys (terminal, "<Enter>");
	terminal_wait_for (terminal, "everything counts in full");
	terminal_keys (terminal, "<Down><Enter>");
	terminal_wait_for (terminal, "Orders: revenue 300.00 under this policy");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "revenue 300 (refunds");
	/* the next file with this header */
	write_log (folder, "next.csv");
	choose_file (terminal, "next.csv");
	terminal_wait_for (terminal, "Columns as last time: log.csv");
	terminal_assert_shows (terminal, "attribute of the item");
	terminal_keys (terminal, "g");
	terminal_wait_gone (terminal, "Columns as last time");
	terminal_assert_shows (terminal, "not imported");
	terminal_keys (terminal, "<Esc>");
	terminal_wait_for (terminal, "What was changed");
	terminal_keys (terminal, "y<Esc>q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
	terminal_assert_restored (terminal);
}

/* Every report of money says by which policy, and so do the screens that stand on it. */
static void
test_said_everywhere (void)
{
	static const char *const commands[] = {
		"import w.seg log.csv", "info w.seg", "quality w.seg", "features w.seg", "campaign w.seg --preview --no-consent --reason test --everyone",
		"campaign w.seg --create spring --no-consent --reason test --everyone", "campaign w.seg", "campaign w.seg --show spring", "export w.seg spring out.csv",
		"recommend w.seg --user u2", "user w.seg u1", "users w.seg",
	};
	g_autoptr (TestFolder) folder = test_folder_new ();
	g_autoptr (Terminal) terminal = NULL;

	write_log (folder, "log.csv");
	for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
		g_autofree char *script = g_strdup_printf ("\"$SEGSCOPE\" %s", commands[i]);
		g_autoptr (Outcome) outcome = shell_run (folder, script);

		if (outcome->status != 0 || strstr (outcome->out, "Money and orders: refunds netted, test orders dropped") == NULL)
			g_error ("%s: %s%s", commands[i], outcome->out, outcome->err);
	}
	terminal = terminal_start_in (folder, 24, 80, NULL, (const char *const[]) { "segscope", "w.seg", NULL });
	terminal_wait_for (terminal, "Where you are");
	terminal_keys (terminal, "2");
	terminal_wait_for (terminal, "Money and orders: refunds netted");
	terminal_keys (terminal, "8");
	terminal_wait_for (terminal, "Campaigns: whom to talk to");
	terminal_wait_for (terminal, "Money and orders: refunds netted");
	terminal_keys (terminal, "q");
	g_assert_cmpint (terminal_wait_exit (terminal), ==, 0);
}

int
main (int argc, char **argv)
{
	g_test_init (&argc, &argv, NULL);
	g_test_add_func ("/orders/keys", test_keys);
	g_test_add_func ("/orders/said-everywhere", test_said_everywhere);
	return g_test_run ();
}
