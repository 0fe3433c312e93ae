#include <config.h>
#include "screen-person.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#define PATIENCE 10.0 /* seconds */

double
now (void)
{
	return (double) g_get_monotonic_time () / 1e6;
}

Answers
answers_new (void)
{
	return (Answers) { g_array_new (FALSE, FALSE, sizeof (double)), g_array_new (FALSE, FALSE, sizeof (double)) };
}

void
answers_clear (Answers *answers)
{
	g_array_unref (answers->seconds);
	g_array_unref (answers->bytes);
}

void
answers_note (Answers *answers, double seconds, gsize bytes)
{
	double b = (double) bytes;

	g_array_append_val (answers->seconds, seconds);
	g_array_append_val (answers->bytes, b);
}

static int
compare (gconstpointer a, gconstpointer b)
{
	double one = *(const double *) a, other = *(const double *) b;

	return one < other ? -1 : one > other;
}

double
answers_quantile (GArray *values, double share)
{
	g_array_sort (values, compare);
	return values->len > 0 ? g_array_index (values, double, MIN (values->len - 1, (guint) (share * values->len))) : NAN;
}

void
answers_print (const char *what, Answers *answers)
{
	printf ("%-20s %5u times   %6.1f ms, 99 of 100 within %6.1f ms, at most %6.1f ms   %6.0f bytes, at most %6.0f\n", what, answers->seconds->len,
	        answers_quantile (answers->seconds, 0.5) * 1e3, answers_quantile (answers->seconds, 0.99) * 1e3, answers_quantile (answers->seconds, 1) * 1e3,
	        answers_quantile (answers->bytes, 0.5), answers_quantile (answers->bytes, 1));
	fflush (stdout);
}

Terminal *
person_start (const char *const *arguments, int rows, int columns)
{
	g_setenv ("SEGSCOPE", arguments[0], TRUE);
	return terminal_start_in (NULL, rows, columns, NULL, arguments);
}

void
person_leave (Terminal *terminal)
{
	terminal_signal (terminal, SIGKILL);
	terminal_free (terminal);
}

void
person_rest (Terminal *terminal, int ms)
{
	while (terminal_read (terminal, ms))
		;
}

void
person_wait (Terminal *terminal, double seconds)
{
	for (double until = now () + seconds; now () < until;)
		terminal_read (terminal, 10);
}

gboolean
person_sees (Terminal *terminal, const char *text, double seconds)
{
	for (double until = now () + seconds; now () < until; terminal_read (terminal, 10))
		if (terminal_find (terminal, text, NULL, NULL))
			return TRUE;
	return FALSE;
}

/* A number that changes with what is seen in the region: letters, colours, what is marked. */
static guint64
look (Terminal *terminal, const Region *region)
{
	guint64 seen = 14695981039346656037u;

	for (int row = region->first_row; row < region->last_row; row++)
		for (int column = region->first_column; column < region->last_column; column++) {
			VTermScreenCell cell;
			guint32 parts[3];

			vterm_screen_get_cell (terminal->screen, (VTermPos) { .row = row, .col = column }, &cell);
			parts[0] = cell.chars[0];
			parts[1] = (guint32) (cell.fg.indexed.idx << 8 | cell.bg.indexed.idx);
			parts[2] = (guint32) (cell.attrs.reverse | cell.attrs.bold << 1 | cell.attrs.underline << 2);
			for (int i = 0; i < 3; i++)
				seen = (seen ^ parts[i]) * 1099511628211u;
		}
	return seen;
}

/* Until the region looks other than @before. */
static gboolean
wait_for_change (Terminal *terminal, const Region *region, guint64 before, gsize had, double from, Answers *answers)
{
	while (now () < from + PATIENCE) {
		double came;

		if (!terminal_read (terminal, 100))
			continue;
		came = now ();
		if (look (terminal, region) == before)
			continue;
		person_rest (terminal, 2); /* the rest of the same frame */
		if (answers != NULL)
			answers_note (answers, came - from, terminal->output->len - had);
		return TRUE;
	}
	return FALSE;
}

gboolean
person_ask (Terminal *terminal, const char *keys, const Region *region, Answers *answers)
{
	const guint64 before = look (terminal, region);
	const gsize had = terminal->output->len;
	double from = now ();

	terminal_keys (terminal, keys);
	return wait_for_change (terminal, region, before, had, from, answers);
}

gboolean
person_resize (Terminal *terminal, int rows, int columns, Answers *answers)
{
	const Region whole = { 0, rows, 0, columns };
	const gsize had = terminal->output->len;
	double from = now ();
	guint64 before;

	terminal_resize (terminal, rows, columns);
	before = look (terminal, &whole); /* what is left of the other size */
	return wait_for_change (terminal, &whole, before, had, from, answers);
}
