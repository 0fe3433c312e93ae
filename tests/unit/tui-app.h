/* The whole program without a terminal: driven by keys, read from cells. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "support/folder.h"
#include "tui/app.h"

static inline char *
screen_text (SegCells *cells)
{
	GString *text = g_string_new (NULL);

	for (int y = 0; y < cells->height; y++) {
		g_autofree char *line = seg_cells_line (cells, y);

		g_string_append_printf (text, "%s\n", line);
	}
	return g_string_free (text, FALSE);
}

static inline char *
draw_app (SegApp *app, int width, int height)
{
	g_autoptr (SegCells) cells = seg_cells_new (width, height);

	seg_app_draw (app, cells);
	return screen_text (cells);
}

static inline void
press (SegApp *app, int key)
{
	seg_app_handle (app, &(SegEvent) { .kind = SEG_EVENT_KEY, .key = key });
}

static inline void
press_text (SegApp *app, const char *text)
{
	for (; *text != '\0'; text = g_utf8_next_char (text))
		press (app, (int) g_utf8_get_char (text));
}

/* Lets work go on until nothing is left of it. */
static inline void
settle (SegApp *app)
{
	do {
		seg_app_tend (app);
		g_usleep (500);
	} while (!seg_app_is_idle (app));
}

static inline void
assert_shows (SegApp *app, const char *part)
{
	g_autofree char *text = draw_app (app, 100, 30);

	test_contains (text, part);
}

static inline SegApp *
new_app (const char *path)
{
	g_autoptr (GError) error = NULL;
	SegApp *app = seg_app_new (path, &error);
	g_autofree char *first = NULL;

	g_assert_no_error (error);
	first = draw_app (app, 100, 30);
	settle (app);
	return app;
}

#endif
