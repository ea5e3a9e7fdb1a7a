// Drawn as a map until its own form stands here.

forms.tree = forms.packed;
