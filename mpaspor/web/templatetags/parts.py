"""Every part under one name, always loaded. Each tag tells its use in its own docstring.

drawing  mark, icon, brand
telling  rupiah, figure, in_words, day, plain_day, day_short, hour, clock, moment, both_clocks, remaining, threes,
         first_name, wall_clock, zone_word, zone_told; hours, span, now_hour
acts     button, back, upload_row, advice, file_button, tab, scroll, key, script
answers  field, choice, hour_row, progress, saved
mistakes error_summary
charts   chart
places   calendar, closed_days, odds
states   cover, notice, tag, state_tag, state_word, state_sentence, step, ticket, qr, countdown, meter, code_copy,
         trail_entry
receiving channel_word, source_word, paid_where, tariff_word, fee_terms, state_words, signed, few
"""

from __future__ import annotations

from django import template

from mpaspor.web.templatetags import acts, answers, charts, drawing, mistakes, places, receiving, states, telling

register = template.Library()
for part in (drawing, telling, acts, answers, charts, mistakes, places, receiving, states):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
