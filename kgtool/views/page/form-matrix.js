// Drawn as a map until its own form stands here.

forms.matrix = forms.packed;
