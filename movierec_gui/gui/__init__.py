from movierec_gui.gui.guarded_overrides import guard_overrides

guard_overrides()
