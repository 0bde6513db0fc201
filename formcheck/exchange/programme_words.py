"""What programmes often hold, so that a short one packs well. It is part of the format: never change it."""

COMMON_WORDS = (
    b'"limits":{"timing":{"references":{"stop_rules":{"unit":"deg","fault_from":{"calibrated":,"uncalibrated":'
    b'"lateral_shift","trunk_roll","trunk_pitch","lumbar_hollow","hyperextension","not_lifted","knees_bent",'
    b'"over_lift","pelvis_drop","pike","override":{"bands":[{"fault":"sag","fault_from":0.0'
    b'"view":"front-high","view":"side",'
    b'"side":"left","side":"right","book":"slippery_book","book":"glass_of_water","book":"ball",'
    b'"variant":"kneeling","reference":"none","reference":{"span_s":[,"taken_on":"20","values":{"lumbar_deg":'
    b'"hip_offset":"visit":"","note":"",'
    b'"days":["mon","tue","wed","thu","fri","sat","sun"],"days":[0,1,2,3,4,5,6],"days_a_week":3,'
    b'"times_a_week":3,"strictness":1.0,"strictness":1.2,"strictness":0.8,"override":{},'
    b'{"exercise":"hamstring-stretch"},{"exercise":"hip-flexor-stretch"},{"exercise":"single-leg-bridge"},'
    b'{"exercise":"dead-bug"},{"exercise":"sitting"},{"exercise":"lifting"},{"exercise":"sit-to-stand"},'
    b'{"exercise":"standing"},{"exercise":"back-extension"},{"exercise":"drawing-in"},'
    b'{"exercise":"cat-camel","hold_s":,"reps":10,"rest_s":30.0,"sets":3},'
    b'{"exercise":"bird-dog","reps":20,"rest_s":30.0,"sets":3},'
    b'{"exercise":"bridge","hold_s":60.0,"rest_s":30.0,"sets":3},'
    b'{"exercise":"side-plank","hold_s":30.0,"rest_s":60.0,"sets":3,"side":"left"},'
    b'{"exercise":"plank","hold_s":10.0,"rest_s":30,"sets":3}],"stop_rules":{}},'
    b'"lang":"en","message":"","number":1,"patient":"'
    b'{"content":{"items":[{"book":"book","exercise":"plank"'
    b'"created_at":18,"lang":"nl","message":"","number":2,"patient":"'
)
"""The preset dictionary of `zlib`; what is likeliest stands last."""
