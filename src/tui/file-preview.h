/* The first lines of a file, to be seen before it is chosen. */
#ifndef SEG_FILE_PREVIEW_H
#define SEG_FILE_PREVIEW_H

#include "canvas.h"

/* Part of the state of a view, zeroed before use: what was read last. */
typedef struct {
	char  *path;
	GStrv  lines; /* NULL: they cannot be shown */
	char  *failure;
} SegFilePreview;

void seg_file_preview_clear (SegFilePreview *preview);
/** Draws a rule and the first lines of @path (NULL: nothing) that fit into @rect. Reads a few kilobytes when the path is another one. */
void seg_file_preview_draw (SegFilePreview *preview, SegCells *cells, SegRect rect, const char *path);

#endif
