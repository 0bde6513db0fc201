"""What programmes often hold, so that a short one packs well. It is part of the format: never change it."""

COMMON_WORDS = (
    b'"limits":{"timing":{"references":{"stop_rules":{"bands":[{"fault":"","unit":"deg",'
    b'"trunk_twist","elbow_position","head_position","shoulder_sink","pelvis_hike","knee_angle","hold_drop",'
    b'"incomplete_reach","too_fast","rocking","lateral_shift","trunk_roll","trunk_pitch","lumbar_hollow",'
    b'"hyperextension","not_lifted","knees_bent","over_lift","pelvis_drop","pike",'
    b'"variant":"kneeling","view":"front-high","view":"side","reference":"none",'
    b'"book":"slippery_book","book":"glass_of_water","book":"ball","strictness":0.8,"strictness":1.2,'
    b'{"exercise":"hamstring-stretch"},{"exercise":"hip-flexor-stretch"},{"exercise":"single-leg-bridge"},'
    b'{"exercise":"dead-bug"},{"exercise":"sitting"},{"exercise":"lifting"},{"exercise":"sit-to-stand"},'
    b'{"exercise":"standing"},{"exercise":"back-extension"},{"exercise":"drawing-in","times_a_week":14},'
    b'"reference":{"span_s":[0,10.0],"taken_on":"2026-11-20","values":{"head_angle_deg":12.0,'
    b'"hip_offset":0.01,"lumbar_deg":0.0,"shoulder_drop":0.0,"upper_arm":0.0},"visit":"'
    b'"rest_s":60.0,"sets":3,"side":"right"},"override":{"fault_from":{"pike":-0.06,"sag":0.04}},'
    b'{"exercise":"cat-camel","note":"","reps":10,"rest_s":30.0,"sets":3},'
    b'{"exercise":"bird-dog","reps":12,"rest_s":30.0,"sets":3},'
    b'{"exercise":"bridge","hold_s":30.0,"rest_s":30.0,"sets":3},'
    b'{"exercise":"side-plank","hold_s":15.0,"rest_s":60.0,"sets":3,"side":"left"},'
    b'{"exercise":"plank","hold_s":20.0,"rest_s":30.0,"sets":3}],"note":"","times_a_week":3,"title":""},'
    b'"lang":"en","number":1,"patient":"'
    b'{"content":{"days":["mon","tue","wed","thu","fri","sat","sun"],"items":[{"book":"book","exercise":"plank"'
    b'"created_at":18,"lang":"nl","number":2,"patient":"'
)
"""The preset dictionary of `zlib`; what is likeliest stands last."""
