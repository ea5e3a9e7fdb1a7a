// Drawn as a map until its own form stands here.

forms.lanes = forms.packed;
