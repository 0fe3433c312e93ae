/* Drawing for views: text, paragraphs, rules and headings inside a rectangle of the screen's grid of cells (chart.h).
 *
 * Positions are relative to the rectangle, and nothing is drawn outside it. All text is made safe on the way. The grid
 * goes to the terminal later, so views can be drawn and tested without one. */
#ifndef SEG_CANVAS_H
#define SEG_CANVAS_H

#include <segscope/chart.h>
#include <segscope/format.h>
#include <segscope/text.h>

/** @text at (x, y) of @rect; returns the cells used. */
int  seg_draw_text (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const char *text);
/** The same at most @width cells wide, aligned. */
void seg_draw_fit (SegCells *cells, SegRect rect, int x, int y, int width, SegAlign align, SegInk ink, const char *text);
int  seg_draw_format (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const char *format, ...) G_GNUC_PRINTF (6, 7);
/** @text so that it ends at the right edge of @rect; returns its width. */
int  seg_draw_right (SegCells *cells, SegRect rect, int y, SegInk ink, const char *text);
/** Wrapped text from line @y on, each newline beginning another line; returns the lines it takes, drawn or not. */
int  seg_draw_paragraph (SegCells *cells, SegRect rect, int x, int y, SegInk ink, const char *text);
/** A line across @rect at line @y. */
void seg_draw_rule (SegCells *cells, SegRect rect, int y);
/** Title at the left, remark at the right (NULL: none), a rule below; returns the 2 lines it takes. */
int  seg_draw_heading (SegCells *cells, SegRect rect, const char *title, const char *remark);
/** The large headings of demo mode set letters apart, where nothing would find a name any more that has to be covered: @cover (NULL: nothing) does so
 * before, and returns what may be read (owned by the caller). */
typedef char *(*SegTitleCover) (const char *title, gpointer data);
void seg_draw_cover_titles (SegTitleCover cover, gpointer data);
/** Fills @rect with spaces of @ink. */
void seg_draw_clear (SegCells *cells, SegRect rect, SegInk ink);
/** Gives the cells of @rect another ink and leaves their characters. */
void seg_draw_ink (SegCells *cells, SegRect rect, SegInk ink);
/** A frame along the edge of @rect, its inside cleared, @title in the upper edge. */
void seg_draw_frame (SegCells *cells, SegRect rect, const char *title);

/** The part of @rect below its first @lines lines. */
SegRect seg_rect_below (SegRect rect, int lines);
/** The first @lines lines of @rect. */
SegRect seg_rect_top (SegRect rect, int lines);
/** @rect without its outermost @x columns and @y lines on each side. */
SegRect seg_rect_inset (SegRect rect, int x, int y);
/** Cuts @rect at column @x: what lies left of it is returned, @right (may be NULL) gets what begins at it. */
SegRect seg_rect_split (SegRect rect, int x, SegRect *right);
gboolean seg_rect_contains (SegRect rect, int x, int y);

#endif
