/* What the views of offers, of the rules for contacts and of what was done share. */
#ifndef SEG_TUI_CONTACT_H
#define SEG_TUI_CONTACT_H

#include <segscope/campaign_log.h>
#include <segscope/contact.h>
#include <segscope/offer.h>

#include "screens.h"

/* The catalogue of offers. */
extern const SegViewClass seg_offers_view;
/* One offer. Opened with its id (gint64*). */
extern const SegViewClass seg_offer_view;
/* A list of offers: writes @offer in a job of @view (a new one where its id is 0). Takes it over. @opens: its page opens then. (offers-view.c) */
void seg_offer_keep (SegView *view, SegOffer *offer, gboolean opens);

/* The rules for contacts: how often, who never, who is held back from everything, which columns say so. */
extern const SegViewClass seg_contact_view;

/* Those who must not be contacted. */
extern const SegViewClass seg_do_not_contact_view;

/* What was done, by whom and why. Opened with this. */
typedef struct {
	SegLogSubject subject;
	const char   *campaign; /* NULL: all */
} SegLogPlace;
extern const SegViewClass seg_log_view;

#endif
