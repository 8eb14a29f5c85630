-- Neovim with its built-in client, as docs/editors.md sets it up for 0.7 and later. Says a line of JSON per step.
-- AMBIT_COMMAND: the server's command as JSON. AMBIT_FILE: the module. Its grant for HTTP is on a line of its own.
vim.o.swapfile = false
vim.g.do_filetype_lua = 1 -- 0.7 asks for it

local function say(step, value)
  io.stdout:write(vim.json.encode({ step = step, value = value }) .. "\n")
end

local function await(what, is_so)
  if not vim.wait(15000, is_so, 20) then error("waited in vain for " .. what) end
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = { "typescript", "javascript" },
  callback = function(event)
    local id = vim.lsp.start_client({
      name = "ambit",
      cmd = vim.json.decode(vim.env.AMBIT_COMMAND),
      root_dir = vim.fn.fnamemodify(vim.env.AMBIT_FILE, ":h"),
    })
    vim.lsp.buf_attach_client(event.buf, id)
  end,
})
vim.cmd("filetype on")

local function journey()
  vim.cmd("edit " .. vim.fn.fnameescape(vim.env.AMBIT_FILE))
  local buffer = vim.api.nvim_get_current_buf()
  await("the server", function()
    local client = vim.lsp.get_active_clients()[1]
    return client ~= nil and client.initialized
  end)
  vim.fn.search("http: { read")
  vim.cmd("delete")
  await("a finding", function() return #vim.diagnostic.get(buffer) > 0 end)
  local finding = vim.diagnostic.get(buffer)[1]
  say("diagnostic", { code = finding.code, source = finding.source, message = finding.message, line = finding.lnum + 1 })

  vim.api.nvim_win_set_cursor(0, { finding.lnum + 1, finding.col })
  local answers = vim.lsp.buf_request_sync(buffer, "textDocument/hover", vim.lsp.util.make_position_params(), 5000)
  for _, answer in pairs(answers or {}) do
    if answer.result ~= nil then say("hover", answer.result.contents.value or answer.result.contents) end
  end

  local chosen
  vim.ui.select = function(items, options, choose)
    for index, item in ipairs(items) do
      local title = options.format_item(item)
      if not chosen and title:find("^Grant") then
        chosen = title
        choose(item, index)
      end
    end
  end
  vim.lsp.buf.code_action()
  await("a quick fix", function() return chosen ~= nil end)
  say("action", chosen)
  await("the end of the finding", function() return #vim.diagnostic.get(buffer) == 0 end)
  vim.cmd("write")
end

vim.api.nvim_create_autocmd("VimEnter", {
  callback = vim.schedule_wrap(function()
    local ok, problem = pcall(journey)
    if not ok then
      io.stderr:write(tostring(problem) .. "\n")
      vim.cmd("cquit 1")
    end
    vim.cmd("qall!")
  end),
})
