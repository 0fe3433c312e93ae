/* The tour: a few stops along the rail, each with what is seen there and what to try; it stands below the screen, which stays alive, and can
 * be left at any stop. */
#include <config.h>
#include "app.h"

#include <glib/gi18n.h>
#include <string.h>

#define HEIGHT 5 /* lines, with the rule above */

typedef struct {
	const char *screen; /* as seg_view_visit() */
	const char *text;   /* translatable */
} Stop;

static const Stop stops[] = {
	{ "data", N_("What is here: everything a company exports lands in one file on your computer. Each line is a file that was imported; w shows what it changed, "
	             "i imports another one. Numbers that look wrong are named first.") },
	{ "quality", N_("Before anything is trusted: what is missing, doubled or impossible, worst first. Enter shows what a fix would change before it is done; "
	                "r lists the fixes, which run again on next month's files and can be taken back.") },
	{ "features", N_("What is known of each person: how lately they came, how often, for how much, what they like. The chosen ones (☑) decide who is alike. "
	                 "Put the cursor on one to read what it means; space chooses it.") },
	{ "clusters", N_("How many kinds of people are there? Enter tries each number of segments and suggests one, with its reasons and a runner-up. "
	                 "Then x shows how clear the groups are, p draws them, A tries other ways to group.") },
	{ "segments", N_("The groups as people, with names, size and share of revenue. Enter opens a page: what marks them off, what they buy, when they come, "
	                 "who is typical. p is a card with what to do about them.") },
	{ "users", N_("Every person, by filter and sorting. Type / and then: city = Shanghai and orders >= 2. Enter opens one: the time line, why they are in their segment, "
	              "and what to offer next, each with its reason.") },
	{ "recommend", N_("What to offer to whom. Enter on an item shows whom to tell; E tests how often the recommenders would have been right; m chooses another one.") },
	{ "campaigns", N_("The outcome: a list of people. n builds one: each step says whom it takes off, and some are held back at random, so that m can say afterwards "
	                  "what the campaign really did.") },
	{ "data", N_("That was all. ? explains every screen and its words, : finds everything by name, J shows what runs, and , changes language and colours. "
	             "To begin with your own data: q, then segscope NAME.seg.") },
};

gboolean
seg_tour_is_on (const SegApp *app)
{
	return app->tour > 0 && app->start == NULL;
}

void
seg_tour_next (SegApp *app)
{
	if (app->start != NULL)
		return;
	app->tour = app->tour < G_N_ELEMENTS (stops) ? app->tour + 1 : 0;
	if (app->tour > 0)
		seg_view_visit (seg_app_view (app), stops[app->tour - 1].screen, NULL, 0);
}

void
seg_tour_leave (SegApp *app)
{
	app->tour = 0;
	seg_app_say (app, "%s", _("The tour goes on with . whenever you like."));
}

SegRect
seg_tour_draw (SegApp *app, SegCells *cells, SegRect body)
{
	SegRect above = body, text;

	if (!seg_tour_is_on (app) || body.height < HEIGHT * 3)
		return body;
	above.height -= HEIGHT;
	text = (SegRect) { body.x, body.y + above.height, body.width, HEIGHT };
	seg_draw_rule (cells, text, 0);
	seg_draw_format (cells, text, 1, 0, SEG_INK_ACCENT, _(" Tour, stop %u of %u "), app->tour, (guint) G_N_ELEMENTS (stops));
	seg_draw_right (cells, (SegRect) { text.x, text.y, text.width - 1, 1 }, 0, SEG_INK_MUTED, app->tour < G_N_ELEMENTS (stops) ? _(" . next   Esc leave ") : _(" . or Esc ends it "));
	seg_draw_paragraph (cells, (SegRect) { text.x + 1, text.y + 1, text.width - 2, HEIGHT - 1 }, 0, 0, SEG_INK_NORMAL, _(stops[app->tour - 1].text));
	return above;
}
