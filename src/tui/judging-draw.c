/* The frame that the screens of judging share. */
#include <config.h>
#include "judging.h"

SegRect
seg_judging_draw (SegView *view, SegList *list, const SegJudgingFrame *frame, SegCells *cells, SegRect rect)
{
	rect = seg_rect_below (rect, seg_draw_heading (cells, rect, frame->title, frame->remark));
	rect = seg_rect_below (rect, seg_draw_paragraph (cells, rect, 0, 0, SEG_INK_NORMAL, frame->words) + 1);
	seg_draw_rule (cells, rect, rect.height - frame->detail - 1);
	seg_list_draw (list, cells, seg_rect_top (rect, rect.height - frame->detail - 1), seg_view_has_focus (view));
	return seg_rect_below (rect, rect.height - frame->detail);
}
