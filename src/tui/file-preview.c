#include <config.h>
#include "file-preview.h"

#include <glib/gi18n.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MOST_BYTES 16384
#define MOST_LINES 40

void
seg_file_preview_clear (SegFilePreview *preview)
{
	g_clear_pointer (&preview->path, g_free);
	g_clear_pointer (&preview->lines, g_strfreev);
	g_clear_pointer (&preview->failure, g_free);
}

static gboolean
is_packed (const char *path)
{
	return g_str_has_suffix (path, ".gz") || g_str_has_suffix (path, ".zst");
}

/* UTF-8, else the encoding that Chinese exports have most; import itself decides with more care. The end may be cut within a character. */
static char *
decode (const char *bytes, gsize n)
{
	const char *end;
	g_autofree char *decoded = NULL;
	gsize used;

	if (g_utf8_validate (bytes, (gssize) n, &end) || (gsize) (end - bytes) + 4 > n)
		return g_strndup (bytes, (gsize) (end - bytes));
	decoded = g_convert (bytes, (gssize) n, "UTF-8", "GB18030", &used, NULL, NULL);
	return decoded != NULL ? g_steal_pointer (&decoded) : g_utf8_make_valid (bytes, (gssize) n);
}

static void
read_lines (SegFilePreview *preview)
{
	g_autofree char *bytes = g_malloc (MOST_BYTES + 1), *text = NULL;
	FILE *file = fopen (preview->path, "rb");
	gsize n = file != NULL ? fread (bytes, 1, MOST_BYTES, file) : 0;

	if (file == NULL || ferror (file))
		preview->failure = g_strdup_printf (_("It cannot be read: %s"), g_strerror (errno));
	else if (is_packed (preview->path))
		preview->failure = g_strdup (_("A packed file; Enter looks into it."));
	else if (n == 0)
		preview->failure = g_strdup (_("The file is empty."));
	else {
		text = decode (bytes, n);
		preview->lines = g_strsplit (text, "\n", MOST_LINES + 1);
	}
	if (file != NULL)
		fclose (file);
}

void
seg_file_preview_draw (SegFilePreview *preview, SegCells *cells, SegRect rect, const char *path)
{
	if (g_strcmp0 (path, preview->path) != 0) {
		seg_file_preview_clear (preview);
		preview->path = g_strdup (path);
		if (path != NULL)
			read_lines (preview);
	}
	if (path == NULL || rect.height < 2)
		return;
	seg_draw_rule (cells, rect, 0);
	if (preview->failure != NULL)
		seg_draw_text (cells, rect, 0, 1, SEG_INK_MUTED, preview->failure);
	for (int i = 0; preview->lines != NULL && i < MOST_LINES && preview->lines[i] != NULL; i++) {
		g_autofree char *line = g_strchomp (g_strdup (preview->lines[i]));

		seg_draw_text (cells, rect, 0, i + 1, i == 0 ? SEG_INK_ACCENT : SEG_INK_NORMAL, line);
	}
}
