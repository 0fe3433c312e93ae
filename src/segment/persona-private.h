/* What the files of the persona card share. */
#ifndef SEG_PERSONA_PRIVATE_H
#define SEG_PERSONA_PRIVATE_H

#include "playbook-private.h"

#include <segscope/persona.h>

G_BEGIN_DECLS

/* (persona_name.c) Owned. @language: "en", "zh_CN". */
char      *seg_persona_trait (const SegProfileFeature *feature, const char *language);
GPtrArray *seg_persona_traits (const SegProfile *profile, guint most); /* of SegProfileFeature*, borrowed */
char      *seg_persona_name (const SegProfile *profile, const char *language);
char      *seg_persona_keywords (const SegProfile *profile);

/* Adds a part as proposed; takes nothing over. */
SegPersonaPart *seg_persona_add (SegPersona *persona, const char *part, const char *label, const char *proposed, const char *source, const char *filter);
/* Adds all facts that the profile gives. (persona_facts.c) */
gboolean seg_persona_add_facts (SegPersona *persona, SegWorkspace *workspace, const SegSegmentation *segmentation, const SegSegment *segment,
                                const SegProfile *profile, GError **error);

G_END_DECLS

#endif
