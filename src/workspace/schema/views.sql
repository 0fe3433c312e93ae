CREATE VIEW users AS -- one row a user, with all attributes as they are now, cleaned where a recipe says so
SELECT user.key AS user, user.listed,
       EXISTS (SELECT 1 FROM excluded_user WHERE excluded_user.user_id = user.id) AS left_out{user_attributes}
FROM user;

CREATE VIEW items AS -- one row for each thing on offer
SELECT item.key AS item, item.listed,
       EXISTS (SELECT 1 FROM excluded_item WHERE excluded_item.item_id = item.id) AS left_out{item_attributes}
FROM item;

CREATE VIEW events AS -- everything users did, without what was set aside
SELECT event.id, user.key AS user, item.key AS item, {title} AS title, event_kind.name AS kind,
       datetime (event.at, 'unixepoch') AS at, event.amount, event.quantity, event.rating, event.seconds,
       event.order_key AS "order", review.text, source.path AS file
FROM event
JOIN user ON user.id = event.user_id
JOIN event_kind ON event_kind.id = event.kind_id
JOIN source ON source.id = event.source_id
LEFT JOIN item ON item.id = event.item_id
LEFT JOIN review ON review.event_id = event.id;

CREATE VIEW user_events AS -- events by user: with WHERE user = '...' as fast as the file is built for
SELECT user.key AS user, event.id, item.key AS item, {title} AS title, event_kind.name AS kind,
       datetime (event.at, 'unixepoch') AS at, event.amount, event.quantity, event.rating, event.seconds,
       event.order_key AS "order", review.text
FROM user
CROSS JOIN event_block ON user.id BETWEEN event_block.first_user_id AND event_block.last_user_id
CROSS JOIN event ON event.id BETWEEN event_block.first_event_id AND event_block.last_event_id AND +event.user_id = user.id
CROSS JOIN event_kind ON event_kind.id = event.kind_id
LEFT JOIN item ON item.id = event.item_id
LEFT JOIN review ON review.event_id = event.id;

CREATE VIEW purchases AS -- what counts as money: sum (amount) is the workspace's revenue
SELECT event.id, user.key AS user, item.key AS item, {title} AS title, event_kind.name AS kind,
       datetime (event.at, 'unixepoch') AS at, event.amount, event.quantity, event.order_key AS "order"
FROM event
JOIN user ON user.id = event.user_id
JOIN event_kind ON event_kind.id = event.kind_id AND event_kind.money = 1
LEFT JOIN item ON item.id = event.item_id;

CREATE VIEW ratings AS -- events with a rating
SELECT event.id, user.key AS user, item.key AS item, {title} AS title, datetime (event.at, 'unixepoch') AS at, event.rating
FROM event
JOIN user ON user.id = event.user_id
LEFT JOIN item ON item.id = event.item_id
WHERE event.rating IS NOT NULL;

CREATE VIEW reviews AS -- reviews, comments and search words
SELECT event.id, user.key AS user, item.key AS item, {title} AS title, event_kind.name AS kind,
       datetime (event.at, 'unixepoch') AS at, event.rating, review.text
FROM review
JOIN event ON event.id = review.event_id
JOIN user ON user.id = event.user_id
JOIN event_kind ON event_kind.id = event.kind_id
LEFT JOIN item ON item.id = event.item_id;

CREATE VIEW segments AS -- the segments of all segmentations
SELECT segmentation.name AS segmentation, segment.position, segment.name AS segment, segment.description, segment.size,
       CAST (segment.size AS REAL) / nullif (segmentation.n_users, 0) AS share
FROM segment
JOIN segmentation ON segmentation.id = segment.segmentation_id;

CREATE VIEW segment_members AS -- who is in which segment
SELECT segmentation.name AS segmentation, segment.name AS segment, user.key AS user, membership.distance, membership.silhouette
FROM membership
JOIN segmentation ON segmentation.id = membership.segmentation_id
JOIN segment ON segment.id = membership.segment_id
JOIN user ON user.id = membership.user_id;

CREATE VIEW campaigns AS -- one row a campaign
SELECT campaign.name AS campaign, campaign.status, campaign.archived, campaign.owner, campaign.channel, campaign.goal, campaign.goal_days,
       offer.name AS offer, campaign.budget, campaign.contact_cost, segmentation.name AS segmentation,
       (SELECT count(*) FROM campaign_member WHERE campaign_id = campaign.id AND arm <> 'control') AS sent_to,
       (SELECT count(*) FROM campaign_member WHERE campaign_id = campaign.id AND arm = 'control') AS held_back,
       (SELECT coalesce (sum (n_contacts), 0) FROM export WHERE campaign_id = campaign.id) AS written_to,
       date (campaign.starts_on, 'unixepoch') AS starts_on, date (campaign.ends_on, 'unixepoch') AS ends_on,
       datetime (campaign.created_at, 'unixepoch') AS created_at, datetime (campaign.exported_at, 'unixepoch') AS exported_at
FROM campaign
LEFT JOIN offer ON offer.id = campaign.offer_id
LEFT JOIN segmentation ON segmentation.id = campaign.segmentation_id;

CREATE VIEW campaign_arms AS -- how many people are in each arm
SELECT campaign.name AS campaign, campaign_member.arm, count(*) AS people
FROM campaign_member
JOIN campaign ON campaign.id = campaign_member.campaign_id
GROUP BY campaign.id, campaign_member.arm;

CREATE VIEW contacts AS -- every time that a person was sent something
SELECT user.key AS user, coalesce (campaign.name, contact.campaign) AS campaign, contact.channel, datetime (contact.at, 'unixepoch') AS at
FROM (SELECT contact.user_id, export.campaign_id, export.campaign, campaign.channel, export.at
      FROM export
      CROSS JOIN contact ON contact.export_id = export.id
      LEFT JOIN campaign ON campaign.id = export.campaign_id
      WHERE export.n_contacts > 0 AND contact.counts
      UNION ALL
      SELECT result.user_id, result.campaign_id, result.campaign, NULL, result.at
      FROM result
      WHERE result.outcome = 'sent' AND result.at IS NOT NULL AND NOT EXISTS
            (SELECT 1 FROM export CROSS JOIN contact ON contact.export_id = export.id AND contact.user_id = result.user_id
             WHERE export.campaign_id = result.campaign_id AND contact.counts)) AS contact
JOIN user ON user.id = contact.user_id
LEFT JOIN campaign ON campaign.id = contact.campaign_id;

CREATE VIEW ledger AS -- what became of everyone to be sent to in each export
SELECT user.key AS user, export.campaign, contact.arm, contact.outcome, contact.counts AS counts_as_contact,
       datetime (export.at, 'unixepoch') AS at, export.id AS export, export.manifest
FROM contact
JOIN export ON export.id = contact.export_id
JOIN user ON user.id = contact.user_id;

CREATE VIEW offers AS -- what campaigns offer
SELECT offer.name AS offer, offer.kind, offer.text, offer.cost, offer.terms, offer.archived,
       (SELECT group_concat (item.key, ' ') FROM offer_item JOIN item ON item.id = offer_item.item_id WHERE offer_item.offer_id = offer.id) AS items
FROM offer;

CREATE VIEW campaign_list AS -- who is in a campaign, one row for each item recommended, one row where there is none
SELECT campaign.name AS campaign, user.key AS user, segment.name AS segment, campaign_member.arm, campaign_item.position,
       item.key AS item, {title} AS title, campaign_item.score, campaign_item.reason
FROM campaign_member
JOIN campaign ON campaign.id = campaign_member.campaign_id
JOIN user ON user.id = campaign_member.user_id
LEFT JOIN segment ON segment.id = campaign_member.segment_id
LEFT JOIN campaign_item ON campaign_item.campaign_id = campaign_member.campaign_id AND campaign_item.user_id = campaign_member.user_id
LEFT JOIN item ON item.id = campaign_item.item_id;

CREATE VIEW campaign_results AS -- what became of a campaign
SELECT coalesce (campaign.name, result.campaign) AS campaign, user.key AS user, result.variant, result.outcome,
       datetime (result.at, 'unixepoch') AS at, result.amount, source.path AS file
FROM result
JOIN user ON user.id = result.user_id
JOIN source ON source.id = result.source_id
LEFT JOIN campaign ON campaign.id = result.campaign_id;

CREATE VIEW imports AS -- one row for each file
SELECT source.id AS "number", source.path AS file, source.role, source.encoding, source.rows_read, source.rows_loaded,
       source.rows_rejected, source.rows_repeated, source.rows_known, datetime (source.first_at, 'unixepoch') AS first_at,
       datetime (source.last_at, 'unixepoch') AS last_at, datetime (source.imported_at, 'unixepoch') AS imported_at
FROM source;

CREATE VIEW rejected_rows AS -- rows and values that could not be read, and why
SELECT source.path AS file, reject.line, reject.column_name AS "column", reject.reason, reject.raw, reject.bytes,
       reject.is_value AS only_a_value, correction.path AS corrected_by
FROM reject
JOIN source ON source.id = reject.source_id
LEFT JOIN source AS correction ON correction.id = reject.corrected_by;

CREATE VIEW replaced_values AS -- values of users and items that a later file replaced
SELECT attribute_change.entity, coalesce (user.key, item.key) AS "key", attribute_change.name AS attribute,
       attribute_change.value AS replaced, source.path AS replaced_by
FROM attribute_change
JOIN source ON source.id = attribute_change.source_id
LEFT JOIN user ON attribute_change.entity = 'user' AND user.id = attribute_change.entity_id
LEFT JOIN item ON attribute_change.entity = 'item' AND item.id = attribute_change.entity_id;

CREATE VIEW recipe AS -- the steps of cleaning in their order
SELECT cleaning_step.position, cleaning_step.kind, cleaning_step.options, cleaning_step.note, cleaning_step.enabled,
       cleaning_step.effect
FROM cleaning_step
ORDER BY cleaning_step.position;

CREATE VIEW cleaned_values AS -- the values that cleaning changed, as they were imported
SELECT original_value.entity, coalesce (user.key, item.key) AS "key", original_value.name AS attribute,
       original_value.value AS imported
FROM original_value
LEFT JOIN user ON original_value.entity = 'user' AND user.id = original_value.entity_id
LEFT JOIN item ON original_value.entity = 'item' AND item.id = original_value.entity_id;

CREATE VIEW events_left_out AS -- events that cleaning or the policy for orders set aside
SELECT event_set_aside.id, user.key AS user, item.key AS item, {title} AS title, event_kind.name AS kind,
       datetime (event_set_aside.at, 'unixepoch') AS at, event_set_aside.amount, event_set_aside.quantity,
       event_set_aside.order_key AS "order", coalesce (cleaning_step.kind, 'policy for orders') AS left_out_by
FROM event_set_aside
JOIN user ON user.id = event_set_aside.user_id
JOIN event_kind ON event_kind.id = event_set_aside.kind_id
LEFT JOIN item ON item.id = event_set_aside.item_id
LEFT JOIN cleaning_step ON cleaning_step.id = event_set_aside.step_id;
