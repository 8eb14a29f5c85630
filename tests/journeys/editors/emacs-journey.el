;;; emacs-journey.el --- What the scripts of journeys through Emacs share  -*- lexical-binding: t -*-
(require 'json)
(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(setq make-backup-files nil
      create-lockfiles nil)

(defun say (step value)
  (princ (concat (json-encode (list (cons 'step step) (cons 'value value))) "\n")))

(defmacro await (what form)
  `(let ((left 300))
     (while (and (> left 0) (not ,form))
       (accept-process-output nil 0.05)
       (setq left (1- left)))
     (or ,form (error "waited in vain for %s" ,what))))
